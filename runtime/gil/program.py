# What the threads of a program use, for CPython 2.7 and later. Each thread
# stamps the clock after every piece of work of some 20 us; where two stamps lie
# further apart than a piece takes, it did not have the GIL (or a core).
from __future__ import print_function, division
import gc, hashlib, itertools, json, sys, threading, time

try:
    range = xrange
except NameError:
    pass
clock = getattr(time, "perf_counter", time.time)

PIECE = 20e-6    # seconds of bytecode between two stamps
GAP = 20e-6      # a piece that takes this much longer was interrupted
MOST = 30000     # spans of a thread that are kept

WORK, KEEP, RELEASE, WAIT, IO = range(5)


def count(n):
    while n > 0:
        n -= 1


def one():
    return 1


def keep(n):
    return sum(itertools.repeat(0, n))


BUFFER = b"x" * (1 << 22)


def release(n):
    h = hashlib.sha256()
    while n > 0:
        h.update(BUFFER if n >= len(BUFFER) else BUFFER[:n])
        n -= len(BUFFER)


# rate is how many units of f a second has, when nothing else runs.
def rate(f, units, times):
    took = []
    for _ in range(times):
        start = clock()
        f(units)
        took.append(clock() - start)
    return units / max(sorted(took)[len(took) // 2], 1e-9)


for _ in range(200):    # since 3.11 code becomes faster after some calls
    count(500)
TURNS = max(1, int(rate(count, 2000, 101) * PIECE))
KEEP_RATE = rate(keep, 200000, 11)
RELEASE_RATE = rate(release, 1 << 20, 11)


class Shared(object):
    def __init__(self):
        self.x = 0
        self.begin = 0
        self.lock = threading.Lock()
        self.left = 0
        self.left_lock = threading.Lock()


class Thread(object):
    def __init__(self, shared):
        self.shared = shared
        self.spans = []
        self.late = []
        self.stores = 0
        self.ended = 0

    def over(self):
        return self.shared.left == 0

    def note(self, state, start, end):
        if end > start and len(self.spans) < MOST:
            self.spans.append((state, start, end))

    # pieces does f(n) so often; piece is what that takes alone.
    def pieces(self, f, n, times, piece):
        note, gap = self.note, piece + GAP
        start = last = clock()
        for _ in range(times):
            f(n)
            now = clock()
            if now - last > gap:
                again = now - piece
                note(WORK, start, last)
                note(WAIT, last, again)
                start = again
            last = now
        note(WORK, start, last)

    def work(self, seconds):
        self.pieces(count, TURNS, max(1, int(seconds / PIECE + 0.5)), PIECE)

    def keep(self, seconds):
        start = clock()
        keep(int(KEEP_RATE * seconds))
        self.note(KEEP, start, clock())

    def release(self, seconds):
        start = clock()
        release(int(RELEASE_RATE * seconds))
        end = clock()
        back = min(end, start + seconds)
        self.note(RELEASE, start, back)
        self.note(WAIT, back, end)

    def pause(self, seconds):
        start = clock()
        time.sleep(seconds)
        end = clock()
        back = min(end, start + seconds)
        self.note(IO, start, back)
        self.note(WAIT, back, end)
        self.late.append(end - back)

    def add(self, n):
        self.stores += n
        self.counting(self.add_some, n)

    def add_call(self, n):
        self.stores += n
        self.counting(self.add_some_call, n)

    def add_locked(self, n):
        self.stores += n
        self.counting(self.add_some_locked, n)

    def counting(self, f, n):
        self.pieces(f, 200, n // 200, PIECE)
        f(n % 200)

    def add_some(self, n):
        s = self.shared
        for _ in range(n):
            s.x += 1

    def add_some_call(self, n):
        s = self.shared
        for _ in range(n):
            s.x = s.x + one()

    def add_some_locked(self, n):
        s = self.shared
        for _ in range(n):
            with s.lock:
                s.x += 1


def body(t, f, background, go):
    s = t.shared
    go.wait()
    t.note(WAIT, s.begin, clock())
    if background:
        while not t.over():
            f(t)
    else:
        f(t)
        with s.left_lock:
            s.left -= 1
    t.ended = clock()


def cpu():
    try:
        import resource
        r = resource.getrusage(resource.RUSAGE_SELF)
        return r.ru_utime + r.ru_stime
    except ImportError:
        return getattr(time, "process_time", time.clock)()


# once runs all threads and returns the record of the run.
def once(functions):
    shared = Shared()
    shared.left = sum(1 for _, background in functions if not background)
    go = threading.Event()
    threads = [Thread(shared) for _ in functions]
    started = []
    for t, (f, background) in zip(threads, functions):
        x = threading.Thread(target=body, args=(t, f, background, go))
        x.daemon = True
        x.start()
        started.append(x)
    used, begin = cpu(), clock()
    shared.begin = begin
    go.set()
    for x in started:
        x.join()
    used = cpu() - used
    end = max(t.ended for t in threads)
    return {
        "wall": end - begin, "cpu": used, "value": shared.x, "stores": sum(t.stores for t in threads),
        "threads": [{
            "end": t.ended - begin,
            "spans": [(s, a - begin, b - begin) for s, a, b in t.spans],
            "late": t.late,
        } for t in threads],
    }


# alone is what the threads that end take one after the other.
def alone(functions):
    start = clock()
    for f, background in functions:
        if not background:
            f(Thread(Shared()))
    return clock() - start


def main(functions):
    gc.disable()
    free = not getattr(sys, "_is_gil_enabled", lambda: True)()
    rounds, sequential = [], []
    for _ in range(3):
        sequential.append(alone(functions))
        rounds.append(once(functions))
    rounds.sort(key=lambda r: r["wall"])
    json.dump({"free": free, "alone": sorted(sequential)[1], "run": rounds[1]}, sys.stdout)
