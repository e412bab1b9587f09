# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The solver in a process of its own: it may take gigabytes and holds the interpreter's lock.

The day goes in as JSON on standard input, the plan comes back on standard output; progress comes line
by line on standard error. A limit of time and of memory holds; whatever happens, the caller gets a
plan or a ``WorkerError`` in plain words.
"""
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from .serial import plan_from_json, to_json

PROGRESS = '@progress '
GRACE_SECONDS = 30
MEMORY_BYTES = 6 * 1024 ** 3


class WorkerError(RuntimeError):
    """The solver stopped without a plan; the text says why."""


def solve_apart(problem, limit_seconds, progress=None, memory_bytes=MEMORY_BYTES, grace_seconds=GRACE_SECONDS,
                alone=False):
    """Solve in a process of its own; same arguments and answer as ``solve``.

    :param progress: called with a share between 0 and 1 and a sentence
    :param alone: one ride, one volunteer (``pairing.pair``) instead of people who share cars
    :param memory_bytes: address space that the process may take
    :raise WorkerError: on a crash, or when the limit is passed by more than ``grace_seconds``
    """
    request = json.dumps({'problem': to_json(problem), 'limit': limit_seconds, 'memory': memory_bytes,
                          'alone': alone})
    process = subprocess.Popen(
        [sys.executable, '-m', Path(__file__).parent.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
        env={**os.environ, 'PYTHONPATH': str(Path(__file__).parents[1]), 'PYTHONDONTWRITEBYTECODE': '1'})
    watch = threading.Timer(limit_seconds + grace_seconds, process.kill)
    watch.start()
    try:
        answer, noise = _talk(process, request, progress)
    finally:
        watch.cancel()
        process.kill()
        process.wait()
    return _read(process.returncode, answer, noise)


def _talk(process, request, progress):
    """Write the request while reading both outputs, so that no pipe fills up."""
    answer, noise = [], []
    reader = threading.Thread(target=lambda: answer.append(process.stdout.read()))
    writer = threading.Thread(target=_write, args=(process, request))
    reader.start()
    writer.start()
    for line in process.stderr:
        if line.startswith(PROGRESS):
            share, text = line.removeprefix(PROGRESS).strip().split(' ', 1)
            if progress:
                progress(float(share), text)
        else:
            noise.append(line)
    writer.join()
    reader.join()
    process.wait()
    return answer[0], noise


def _write(process, request):
    try:
        process.stdin.write(request)
        process.stdin.close()
    except BrokenPipeError:
        process.stdin = None  # it has died already; its exit says so


def _read(code, answer, noise):
    if code == 0:
        data = json.loads(answer)
        if 'error' not in data:
            return plan_from_json(data)
        raise WorkerError(data['error'])
    if code == -9:
        raise WorkerError("The solver took too long or too much memory and was stopped.")
    raise WorkerError(f"The solver stopped ({code}): {''.join(noise[-3:]).strip()}")


def main():
    """Read a request, solve, write the plan."""
    import resource

    from . import solve
    from .pairing import pair
    from .problem import ProblemError
    from .serial import from_json, plan_to_json

    answer_to = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)  # what a library prints must not stand in the answer
    request = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (request['memory'],) * 2)

    def say(share, text):
        sys.stderr.write(f"{PROGRESS}{share:.3f} {text}\n")
        sys.stderr.flush()

    try:
        arrange = pair if request.get('alone') else solve
        answer = plan_to_json(arrange(from_json(request['problem']), request['limit'], say))
    except ProblemError as error:
        answer = {'error': str(error)}
    except MemoryError:
        answer = {'error': "The solver took too much memory and was stopped."}
    json.dump(answer, answer_to)
    answer_to.close()
