class Circle:
    def __init__(self, r):
        self.r = r


class Box:
    def __init__(self, a, b):
        self.a, self.b = a, b


def run():
    values = [Circle(2), Box(3, 4), 5]
    n = 0
    for i in range(50000):
        v = values[i % 3]
        if isinstance(v, Circle):
            n += v.r
        elif isinstance(v, Box):
            n += v.a
        elif isinstance(v, int):
            n += v
        if isinstance(v, Circle):
            n += v.r
        n += values[1].b
    return n
