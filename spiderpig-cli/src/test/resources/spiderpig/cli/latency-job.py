"""latency-job.py message|plain|wait QUESTIONS: tells when it asks, reads, starts and is interrupted."""
import json
import os
import signal
import sys
import time


def interrupted(number, frame):
    os.write(1, b"interrupted %d\n" % time.time_ns())  # it may have come in the middle of a print
    os._exit(1)


signal.signal(signal.SIGINT, interrupted)
print("started", time.time_ns(), flush=True)
mode, questions = sys.argv[1], int(sys.argv[2])
if mode == "wait":
    time.sleep(3600)
for question in range(questions):
    prompt = f"asked {time.time_ns()} [y/n] "
    if mode == "message":
        print(json.dumps({
            "iokey": os.environ["SPIDERPIG_IO_KEY"],
            "type": "interaction",
            "subtype": "choices",
            "prompt": prompt,
            "choices": {"yes": "y", "no": "n"},
            "default": None,
        }), flush=True)
        sys.stdin.readline()
    else:
        input(prompt)
    print("read", time.time_ns(), flush=True)
time.sleep(3600)
