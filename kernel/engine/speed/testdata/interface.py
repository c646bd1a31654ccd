class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Oblong:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def area(self):
        return self.a * self.b


def run():
    shapes = [Square(3), Oblong(4, 5)]
    n = 0
    for i in range(100000):
        n += shapes[i & 1].area()
    return n
