"""moto's server on a free port, which it prints."""

import json
import logging
import threading
import time

from moto.server import ThreadedMotoServer

# A line for each request would cost it time that the others do not spend.
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
for _ in range(200):
    try:
        _, port = server.get_host_and_port()
        break
    except Exception:  # it is not listening yet
        time.sleep(0.05)
print(json.dumps({"port": port}), flush=True)
threading.Event().wait()
