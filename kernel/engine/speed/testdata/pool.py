from concurrent.futures import ThreadPoolExecutor


def work(n):
    s = 0
    for i in range(10):
        s += n % (i + 1)
    return s


def run():
    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(work, range(20000)))
