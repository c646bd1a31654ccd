class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def sum(self):
        return self.x + self.y

    def move(self, d):
        self.x += d


def run():
    p = Point(1, 2)
    n = 0
    for i in range(100000):
        p.move(1)
        n += p.sum()
    return n
