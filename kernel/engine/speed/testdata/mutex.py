import threading


def run():
    mu = threading.Lock()
    n = 0

    def work():
        nonlocal n
        for i in range(20000):
            mu.acquire()
            n += 1
            mu.release()

    threads = [threading.Thread(target=work) for g in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return n
