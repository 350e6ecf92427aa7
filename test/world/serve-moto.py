# Serves moto on a free port of the loopback, prints the port, and ends when whoever started it does.
import functools
import json
import os
import sys
import threading

import moto.backends
import moto.core.responses
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class SilentHandler(WSGIRequestHandler):
    # Nobody reads the log, and it takes a tenth of the time.
    def log_request(self, code="-", size="-"):
        pass


# moto works out at each request which services it has and which methods a service has. That takes a third of its time,
# and never changes.
for module, name in ((moto.backends, "list_of_moto_modules"), (moto.core.responses, "method_names_from_class")):
    if ask := getattr(module, name, None):
        setattr(module, name, functools.cache(lambda *about, ask=ask: list(ask(*about))))

app = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
os.environ["MOTO_PORT"] = str(server.server_port)
print(json.dumps({"port": server.server_port}), flush=True)
# Nothing is ever written to our stdin: its end means that the test run is gone, whatever ended it.
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
server.serve_forever()
