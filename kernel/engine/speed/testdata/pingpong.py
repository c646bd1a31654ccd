import queue
import threading


def run():
    ping, pong = queue.Queue(1), queue.Queue(1)

    def answer():
        while (x := ping.get()) is not None:
            pong.put(x + 1)

    t = threading.Thread(target=answer)
    t.start()
    x = 0
    for i in range(20000):
        ping.put(x)
        x = pong.get()
    ping.put(None)
    t.join()
    return x
