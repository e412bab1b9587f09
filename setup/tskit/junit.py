# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Results of tests: read from and written to JUnit XML."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field


@dataclass
class Layer:
    """What one kind of tests gave.

    :param failures: [(name, message)]; a skipped test is one
    """

    name: str
    passed: int = 0
    failures: list = field(default_factory=list)
    seconds: float = 0.0

    def add(self, name, message=""):
        """Count one test; a message means that it failed."""
        if message:
            self.failures.append((name, message))
        else:
            self.passed += 1


def read(path, layer):
    """Add the test cases of a JUnit file to a layer."""
    outcomes = {}
    for case in ET.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        troubles = [
            f"{trouble.tag}: {trouble.get('message') or ''}\n{trouble.text or ''}".strip()
            for trouble in case
            if trouble.tag in ("failure", "error", "skipped")
        ]
        # A test that fails and whose cleaning up fails too is two cases of one name.
        outcomes.setdefault(name, []).extend(troubles)
    for name, troubles in outcomes.items():
        layer.add(name, "\n".join(troubles))


def write(path, layer):
    """Write a layer as JUnit XML."""
    suite = ET.Element(
        "testsuite",
        name=layer.name,
        failures=str(len(layer.failures)),
        tests=str(layer.passed + len(layer.failures)),
        time=f"{layer.seconds:.1f}",
    )
    for name, message in layer.failures:
        case = ET.SubElement(suite, "testcase", classname=layer.name, name=name)
        ET.SubElement(case, "failure", message=message.splitlines()[0]).text = message
    for number in range(layer.passed):
        ET.SubElement(suite, "testcase", classname=layer.name, name=f"passed-{number + 1}")
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
