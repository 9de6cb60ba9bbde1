"""A receiver for Flask: the signature is checked over the raw body. The port
is what its first line of output ends with; the secret comes from the environment."""
import hashlib
import hmac
import os

from flask import Flask, request

app = Flask(__name__)


@app.post("/audiospliter")
def receive():
    want = hmac.new(os.environ["SECRET"].encode(), request.get_data(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(want, request.headers.get("X-AudioSpliter-Signature", "")):
        return "", 401
    return "", 204 if request.get_json()["event"] == request.headers["X-AudioSpliter-Event"] else 400


if __name__ == "__main__":
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(server.server_port, flush=True)
    server.serve_forever()
