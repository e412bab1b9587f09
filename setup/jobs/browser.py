# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A small driver of headless Chromium over its debugging protocol: open a page, wait, click, take a picture."""
import base64
import itertools
import json
import os
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

READY = "!!document.querySelector('{selector}')"


class Browser:
    """One Chromium with one page. Use it as a context manager; it ends its process and its profile.

    :param executable: path of Chromium
    :param url: address of the Odoo server, without a final slash
    """

    def __init__(self, executable, url, timeout=60):
        self.executable, self.url, self.timeout = executable, url, timeout
        self.numbers = itertools.count(1)

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory(prefix='ts-browser-')
        self.process = subprocess.Popen(
            [self.executable, '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
             '--no-first-run', '--disable-background-networking', '--disable-component-update',
             '--disable-sync', '--disable-extensions', '--hide-scrollbars', '--lang=fr',
             '--remote-allow-origins=*', '--remote-debugging-port=0',
             f'--user-data-dir={self.profile.name}', 'about:blank'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, 'TZ': 'Europe/Paris'})  # the hours of the people who use it
        port = self._wait(self._read_port, "Chromium does not start")
        targets = json.load(urllib.request.urlopen(f'http://127.0.0.1:{port}/json', timeout=10))
        page = next(target for target in targets if target['type'] == 'page')
        self.socket = websocket.create_connection(page['webSocketDebuggerUrl'], timeout=self.timeout)
        self.call('Page.enable')
        self.call('Network.enable')
        return self

    def __exit__(self, *_error):
        self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=20)
        self.profile.cleanup()

    def _read_port(self):
        path = Path(self.profile.name, 'DevToolsActivePort')
        lines = path.read_text().splitlines() if path.exists() else []
        return lines[0] if lines else None

    def _wait(self, question, failure):
        end = time.monotonic() + self.timeout
        while time.monotonic() < end:
            answer = question()
            if answer:
                return answer
            time.sleep(0.1)
        raise TimeoutError(failure)

    def call(self, method, **params):
        """Send one command of the debugging protocol and return its result."""
        number = next(self.numbers)
        self.socket.send(json.dumps({'id': number, 'method': method, 'params': params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get('id') == number:
                if 'error' in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message.get('result', {})

    def evaluate(self, script):
        """Return the value of a JavaScript expression; promises are awaited."""
        result = self.call('Runtime.evaluate', expression=script, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(result['exceptionDetails'].get('exception', {}).get('description', script))
        return result['result'].get('value')

    def wait_for(self, selector):
        """Wait until the page shows an element that fits the CSS selector."""
        self._wait(lambda: self.evaluate(READY.format(selector=selector.replace("'", "\\'"))),
                   f"{selector} does not appear")

    def resize(self, width, height):
        """Set the size of the window in CSS pixels; below 600 it is a telephone."""
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)
        self.call('Emulation.setTouchEmulationEnabled', enabled=width < 600)

    def open(self, path, selector):
        """Open a page of the server and wait for an element."""
        self.call('Page.navigate', url=self.url + path)
        self.wait_for(selector)

    def login(self, login, password):
        """Log in as a person would."""
        self.call('Network.clearBrowserCookies')
        self.open('/web/login', 'input[name=login]')
        self.evaluate(f"""
            document.querySelector('input[name=login]').value = {json.dumps(login)};
            document.querySelector('input[name=password]').value = {json.dumps(password)};
            document.querySelector('form.oe_login_form').submit()""")
        self.wait_for('.o_web_client .o_main_navbar, .o_web_client .o_navbar, .o_portal_my_home')

    def settle(self, seconds=0.8):
        """Let the page finish its requests and its animations."""
        quiet = "performance.getEntriesByType('resource').length"
        before = None
        while before != (before := self.evaluate(quiet)):
            time.sleep(seconds)

    def screenshot(self, path, full=False):
        """Write a picture of the window, or of the whole page."""
        self.settle()
        data = self.call('Page.captureScreenshot', format='png', captureBeyondViewport=full)['data']
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))
