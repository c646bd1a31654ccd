import queue
import threading


def run():
    c = queue.Queue(128)

    def produce():
        for i in range(200000):
            c.put(i)
        c.put(None)

    t = threading.Thread(target=produce)
    t.start()
    total = 0
    while (x := c.get()) is not None:
        total += x
    t.join()
    return total
