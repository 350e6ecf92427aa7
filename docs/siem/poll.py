#!/usr/bin/env python3
"""Appends changes of findings to a file, a JSON document a line, each once however often it is killed or cut off.

    VEDETTE_URL=https://vedette.example VEDETTE_TOKEN=... python3 poll.py FILE ['format=asff&severityMin=7']

With VEDETTE_ONCE=1 it ends when it has caught up, for cron. Beside FILE it keeps FILE.state: the length of what is whole
in FILE, and the cursor behind it. One process a file. Needs Python 3.8 and nothing else.
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request

URL = os.environ.get("VEDETTE_URL", "http://127.0.0.1:4000") + "/v1/findings/changes"
TOKEN = os.environ.get("VEDETTE_TOKEN", "")
ONCE = os.environ.get("VEDETTE_ONCE", "") != ""


def main(path, query="format=finding"):
    state = load(path + ".state")
    with open(path, "ab") as file:
        # What a killed run has appended and not written down comes again: it is cut off.
        file.truncate(state["length"])
        pause = 1
        while True:
            try:
                page, end = ask(query, state["cursor"])
            except urllib.error.HTTPError as error:
                if error.code in (400, 401, 403, 404):
                    sys.exit(f"poll.py: refused with {error.code}: {error.read().decode(errors='replace')}")
                if error.code == 410:
                    say("the database was restored or lost something: all findings follow anew, "
                        "each takes the place of what you have of it.")
                    state["cursor"] = ""
                    save(path + ".state", state)
                    continue
                pause = later(pause, f"answered {error.code}")
                continue
            except (OSError, http.client.HTTPException, CutOff) as error:
                pause = later(pause, repr(error))
                continue
            pause = 1
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
            state = {"length": state["length"] + len(page), "cursor": end["cursor"]}
            save(path + ".state", state)
            if ONCE and end["caughtUp"]:
                return


class CutOff(Exception):
    pass


def ask(query, cursor):
    """The lines of a page, and what its last line says."""
    wait = 0 if ONCE else 50
    request = urllib.request.Request(f"{URL}?{query}&limit=1000&wait={wait}&cursor=line&after={cursor}")
    request.add_header("Authorization", f"Bearer {TOKEN}")
    with urllib.request.urlopen(request, timeout=120) as response:
        lines = response.read().splitlines(keepends=True)
    # Python takes headers that are cut off for all there are, and then the body for empty: the last line tells.
    if not lines or not lines[-1].startswith(b'{"cursor":') or not lines[-1].endswith(b"}\n"):
        raise CutOff("a page was cut off")
    return b"".join(lines[:-1]), json.loads(lines[-1])


def load(path):
    try:
        with open(path) as file:
            return json.load(file)
    except FileNotFoundError:
        return {"length": 0, "cursor": ""}


def save(path, state):
    """Whole or not at all."""
    with open(path + ".next", "w") as file:
        json.dump(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".next", path)


def later(pause, why):
    say(f"{why}, trying again in {pause} s.")
    time.sleep(pause)
    return min(pause * 2, 60)


def say(text):
    print(f"poll.py: {text}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
