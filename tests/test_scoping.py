"""Names: which value one stands for, by Python's own account of the same program.

Each program leaves a number or a list of them in `result`; it is run here, and read.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest
from reading import value

from kerasrules.model.unknown import Unknown

PROGRAMS = {
    # functions
    "a local hides a global": """
        n = 1
        def f():
            n = 2
            return n
        result = [f(), n]
        """,
    "a parameter hides a global": """
        n = 1
        def f(n):
            n += 1
            return n
        result = [f(5), n]
        """,
    "a global is looked up when it is called": """
        n = 1
        def f():
            return n
        n = 2
        result = f()
        """,
    "a function calls one that is defined later": """
        def f():
            return g() + 1
        def g():
            return 3
        result = f()
        """,
    "the caller's names are not the function's": """
        n = 1
        def f():
            return n
        def g():
            n = 2
            return f() + n
        result = g()
        """,
    "one call's locals are not the next one's": """
        def f(first):
            if first:
                n = 1
                return f(False)
            n = 2
            return n
        result = f(True)
        """,
    "recursion has a scope for each call": """
        def f(n):
            if n == 0:
                return []
            rest = f(n - 1)
            return [n] + rest
        result = f(3)
        """,
    "global": """
        n = 1
        def f():
            global n
            n = n + 1
        f()
        f()
        result = n
        """,
    "global of a name that is not there yet": """
        def f():
            global made
            made = 4
        f()
        result = made
        """,
    "global passes over the enclosing function": """
        n = 1
        def f():
            n = 2
            def g():
                global n
                n = 3
            g()
            return n
        result = [f(), n]
        """,
    "global is for all of the function": """
        n = 1
        def f():
            for n in (5, 6):
                pass
        def g():
            global n
            for n in (7, 8):
                pass
        f()
        first = n
        g()
        result = [first, n]
        """,
    "nonlocal": """
        n = 1
        def f():
            n = 2
            def g():
                nonlocal n
                n = 3
                return n
            return [g(), n]
        result = [f(), n]
        """,
    "nonlocal passes over functions without the name": """
        def f():
            n = 1
            def g():
                def h():
                    nonlocal n
                    n += 10
                h()
            g()
            g()
            return n
        result = f()
        """,
    "nonlocal finds the nearest": """
        def f():
            n = 1
            def g():
                n = 2
                def h():
                    nonlocal n
                    n = 3
                h()
                return n
            return [g(), n]
        result = f()
        """,
    "an assignment without nonlocal stays inside": """
        def f():
            n = 1
            def g():
                n = 2
                return n
            return [g(), n]
        result = f()
        """,
    "an attribute of a function is no local": """
        def f():
            n = 1
            return f.n + n
        f.n = 5
        result = f()
        """,
    "arguments are read outside": """
        n = 1
        def f(a, n=7):
            return [a, n]
        result = f(n)
        """,
    "keywords do not hide": """
        units = 3
        def f(units):
            return units
        result = [f(units=units + 1), units]
        """,
    "what a star takes": """
        args, kw = 1, 2
        def f(a, *args, **kw):
            return [a, list(args), kw["b"]]
        result = [f(1, 2, 3, b=4), args, kw]
        """,
    "a list that is passed is the same list": """
        items = [1]
        def f(given):
            given.append(2)
            given = [9]
            return given
        result = [f(items), items]
        """,
    "a list of a global": """
        items = [1]
        def f():
            items.append(2)
        f()
        result = items
        """,
    "an augmented list is changed in place": """
        items = [1]
        def f(given):
            given += [2]
        f(items)
        result = items
        """,
    "an augmented number is not": """
        n = 1
        def f(given):
            given += 2
            return given
        result = [f(n), n]
        """,
    # closures
    "a closure keeps its own value": """
        def times(n):
            def f(x):
                return x * n
            return f
        two, three = times(2), times(3)
        result = [two(10), three(10)]
        """,
    "a closure sees the last value": """
        def f():
            n = 1
            def g():
                return n
            n = 2
            return g
        result = f()()
        """,
    "closures share the variable": """
        def counter():
            n = 0
            def more():
                nonlocal n
                n += 1
                return n
            def now():
                return n
            return more, now
        more, now = counter()
        more()
        more()
        other, untouched = counter()
        result = [now(), untouched()]
        """,
    "closures of a loop share its variable": """
        fs = []
        for n in (1, 2, 3):
            fs.append(lambda: n)
        result = [f() for f in fs]
        """,
    "a default keeps the loop's value": """
        fs = []
        for n in (1, 2, 3):
            fs.append(lambda n=n: n)
        result = [f() for f in fs]
        """,
    "a closure in a comprehension": """
        fs = [lambda: n for n in (1, 2, 3)]
        result = [f() for f in fs]
        """,
    "a closure in a function in a loop": """
        def make(n):
            return lambda: n
        fs = [make(n) for n in (1, 2, 3)]
        result = [f() for f in fs]
        """,
    "a closure of the argument that was assigned to": """
        def f(n):
            def g():
                return n
            n = n * 10
            return g()
        result = f(2)
        """,
    # default arguments
    "a default is read at the definition": """
        n = 1
        def f(a=n):
            return a
        n = 2
        result = f()
        """,
    "a default that is a list is shared by the calls": """
        def f(a, items=[]):
            items.append(a)
            return list(items)
        result = [f(1), f(2), f(3, [])]
        """,
    "a default is read in the enclosing scope": """
        n = 1
        def f():
            n = 2
            def g(a=n):
                n = 3
                return [a, n]
            return g()
        result = f()
        """,
    "a keyword-only default": """
        n = 1
        def f(*, a=n, n=5):
            return [a, n]
        n = 2
        result = f()
        """,
    "a lambda's default": """
        n = 1
        f = lambda a=n: a
        n = 2
        result = f()
        """,
    "a default in a class body": """
        n = 1
        class C:
            n = 2
            def f(self, a=n):
                return [a, n]
        result = C().f()
        """,
    # class bodies
    "a class body's names are not its methods'": """
        n = 1
        class C:
            n = 2
            def f(self):
                return n
        result = [C().f(), C.n]
        """,
    "a class body sees what is before it": """
        n = 1
        class C:
            a = n
            n = 2
            b = n
        result = [C.a, C.b, n]
        """,
    "a class body in a function": """
        n = 1
        def f(n):
            class C:
                m = n + 1
                def g(self):
                    return [n, self.m]
            return C().g()
        result = f(5)
        """,
    "an instance's attribute hides the class'": """
        class C:
            n = 1
            def set(self):
                self.n = 2
        a, b = C(), C()
        a.set()
        result = [a.n, b.n, C.n]
        """,
    "a class' attribute that is set later": """
        class C:
            n = 1
        c = C()
        C.n = 3
        result = [c.n, C().n]
        """,
    "a list of the class is shared": """
        class C:
            items = []
            def add(self, n):
                self.items.append(n)
        C().add(1)
        C().add(2)
        result = C.items
        """,
    "a class attribute augmented through self": """
        class C:
            n = 1
            def more(self):
                self.n += 1
        c = C()
        c.more()
        result = [c.n, C.n]
        """,
    "a nested class does not see the outer one's names": """
        n = 1
        class C:
            n = 2
            class D:
                m = n
        result = C.D.m
        """,
    "a comprehension in a class body": """
        class C:
            items = [1, 2]
            doubled = [2 * n for n in items]
        result = C.doubled
        """,
    "a comprehension in a class body sees none of its names inside": """
        n = 10
        class C:
            n = 1
            items = [n for _ in range(2)]
        result = C.items
        """,
    "global in a class body": """
        n = 1
        class C:
            global n
            n = 2
        result = n
        """,
    "names of methods are no names": """
        def f():
            return 1
        class C:
            def f(self):
                return 2
            def g(self):
                return f()
        result = [C().g(), C().f()]
        """,
    "super": """
        class A:
            def f(self):
                return 1
        class B(A):
            def f(self):
                return 10 + super().f()
        class C(B):
            def f(self):
                return 100 + super().f()
        result = C().f()
        """,
    "an overridden method that the base calls": """
        class A:
            n = 1
            def f(self):
                return self.g() + self.n
            def g(self):
                return 10
        class B(A):
            n = 2
            def g(self):
                return 20
        result = [A().f(), B().f()]
        """,
    "two bases": """
        class A:
            n = 1
        class B:
            n = 2
            m = 3
        class C(A, B):
            pass
        result = [C.n, C.m]
        """,
    "a diamond": """
        class A:
            n = 1
        class B(A):
            pass
        class C(A):
            n = 3
        class D(B, C):
            pass
        result = D.n
        """,
    # comprehensions
    "a comprehension's variable stays inside": """
        n = 1
        items = [n for n in (5, 6)]
        result = [n, items]
        """,
    "a comprehension's variable in a function": """
        n = 1
        def f(n):
            items = [n * m for m in (1, 2)]
            more = {n: 0 for n in (7, 8)}
            return [items, list(more), n]
        result = f(3)
        """,
    "the first iterable is read outside": """
        n = [1, 2]
        result = [n for n in n]
        """,
    "the second one inside": """
        rows = [[1, 2], [3]]
        result = [row for row in rows for row in row]
        """,
    "a comprehension in a comprehension": """
        n = 9
        result = [[n * m for n in (1, 2)] for m in (n, 10)]
        """,
    "a condition sees the variable": """
        n = 0
        result = [n for n in range(6) if n % 2 if n > 1]
        """,
    "a comprehension unpacks": """
        a = 7
        result = [[a + b for a, b in [(1, 2), (3, 4)]], a]
        """,
    "a generator is read when it is taken": """
        def f():
            n = 1
            g = (n * m for m in (1, 2))
            n = 10
            return list(g)
        result = f()
        """,
    "a lambda in a comprehension": """
        n = 1
        result = [(lambda m: m + n)(n) for n in (1, 2)] + [n]
        """,
    # walrus
    "a walrus": """
        result = [(n := 3) + n, n]
        """,
    "a walrus in a comprehension is outside of it": """
        n = 1
        items = [n := m for m in (5, 6)]
        result = [n, items]
        """,
    "a walrus in a comprehension of a function is the function's": """
        n = 1
        def f():
            items = [(n := m) for m in (5, 6)]
            return n
        result = [f(), n]
        """,
    "a walrus in a comprehension in a comprehension": """
        def f():
            items = [[last := m + n for m in (1, 2)] for n in (10, 20)]
            return last
        result = f()
        """,
    "a walrus in a condition": """
        if (n := 4) > 3:
            m = n + 1
        while (n := n - 1) > 1:
            m += n
        result = [n, m]
        """,
    "a walrus that is not reached": """
        n = 1
        if False and (n := 2):
            pass
        ok = True or (n := 3)
        result = n
        """,
    "a walrus in a lambda": """
        n = 1
        f = lambda: (n := 5) + n
        result = [f(), n]
        """,
    "a walrus in a default": """
        def f(a=(n := 3)):
            return a
        result = [f(), n]
        """,
    # loops
    "a loop's variable stays": """
        for n in (1, 2, 3):
            pass
        result = n
        """,
    "a loop over nothing leaves the name": """
        n = 7
        for n in ():
            pass
        result = n
        """,
    "else after a loop": """
        for n in (1, 2):
            m = n
        else:
            m = 10 + n
        result = [n, m]
        """,
    "no else after break": """
        for n in (1, 2, 3):
            if n == 2:
                break
        else:
            n = 9
        result = n
        """,
    "else after a break that was not reached": """
        for n in (1, 3):
            if n == 2:
                break
        else:
            n = 9
        result = n
        """,
    "a break in the inner loop": """
        found = []
        for n in (1, 2):
            for m in (1, 2, 3):
                if m > n:
                    break
                found.append(10 * n + m)
            else:
                found.append(0)
        result = found
        """,
    "continue": """
        found = []
        for n in range(5):
            if n % 2:
                continue
            found.append(n)
        result = found
        """,
    "while with else": """
        n = 0
        while n < 3:
            n += 1
        else:
            n += 10
        result = n
        """,
    "while with break has no else": """
        n = 0
        while True:
            n += 1
            if n == 4:
                break
        else:
            n = 100
        result = n
        """,
    "return in a loop": """
        def f():
            for n in range(5):
                if n == 3:
                    return n
            else:
                return 9
        result = f()
        """,
    "a loop over a list that it rebinds": """
        items = [1, 2, 3]
        for n in items:
            items = [n]
        result = items
        """,
    "targets of a loop": """
        d = {}
        pair = [0, 0]
        for d["k"], pair[1] in [(1, 2), (3, 4)]:
            pass
        result = [d["k"], pair]
        """,
    "a starred target": """
        for first, *rest in [(1, 2, 3), (4, 5)]:
            pass
        result = [first, rest]
        """,
    # del
    "del and again": """
        n = 1
        del n
        n = 2
        result = n
        """,
    "del of a local": """
        n = 1
        def f():
            n = 2
            m = n
            del n
            return m
        result = [f(), n]
        """,
    "del uncovers a builtin": """
        len = 5
        before = len
        del len
        result = [before, len([1, 2])]
        """,
    "del in a class body uncovers the global": """
        n = 1
        class C:
            n = 2
            a = n
            del n
            b = n
        result = [C.a, C.b]
        """,
    "del of an attribute uncovers the class'": """
        class C:
            n = 1
        c = C()
        c.n = 2
        before = c.n
        del c.n
        result = [before, c.n]
        """,
    "del of items": """
        items = [1, 2, 3, 4]
        del items[0], items[-1]
        d = {"a": 1, "b": 2}
        del d["a"]
        result = [items, list(d)]
        """,
    "del of a slice": """
        items = [1, 2, 3, 4]
        del items[1:3]
        result = items
        """,
    "del through global": """
        n = 1
        def f():
            global n
            del n
        f()
        n = 5
        result = n
        """,
    # exceptions
    "an exception's name hides and goes": """
        error = 1
        try:
            raise ValueError
        except ValueError as e:
            n = 2
        result = [error, n]
        """,
    "except, else and finally": """
        found = []
        try:
            n = 1
        except ValueError:
            found.append(9)
        else:
            found.append(n)
        finally:
            found.append(2)
        result = found
        """,
    "finally runs before the return": """
        found = []
        def f():
            try:
                return 1
            finally:
                found.append(2)
        result = [f(), found]
        """,
    "return in finally": """
        def f():
            try:
                return 1
            finally:
                return 2
        result = f()
        """,
    "raised in a function, caught outside": """
        n = 0
        def f():
            global n
            n = 1
            raise ValueError
            n = 2
        try:
            f()
            n = 3
        except ValueError:
            n += 10
        result = n
        """,
    "raised in a helper of a constructor": """
        n = 0
        class C:
            def __init__(self, size):
                self.check(size)
                global n
                n = size
            def check(self, size):
                assert size > 0, "no size"
        try:
            C(-1)
        except AssertionError:
            n += 10
        C(1)
        result = n
        """,
    "raised in an argument, a condition, an operand": """
        n = []
        def fail():
            raise ValueError
        def take(value):
            n.append(value)
        def condition():
            if fail():
                take(1)
            take(2)
        def operand():
            return fail() + take(3)
        def argument():
            take(fail())
            take(4)
        for one in (condition, argument):
            try:
                one()
                take(5)
            except ValueError:
                take(6)
        result = n
        """,
    "raised in a helper of a helper, in a loop": """
        def refuse(n):
            raise RuntimeError(n)
        def check(n):
            if n == 2:
                refuse(n)
            return n
        result = []
        try:
            for n in range(5):
                result.append(check(n))
        except RuntimeError:
            result.append(10)
        """,
    "raised in what is not evaluated": """
        def fail():
            raise ValueError
        given = 3
        n = given or fail()
        m = given if given else fail()
        k = (fail() for _ in range(2))
        lazy = lambda: fail()
        result = [n, m]
        """,
    "raised by a lambda": """
        def fail():
            raise ValueError
        lazy = lambda: fail()
        n = 1
        try:
            lazy()
            n = 2
        except ValueError:
            n += 10
        result = n
        """,
    "a generator that raises when it is read": """
        def items():
            yield 1
            raise ValueError
        given = items()
        result = 3
        """,
    "an iterator that ends, an attribute that is missing": """
        class C:
            def __getattr__(self, name):
                raise AttributeError(name)
        n = getattr(C(), "size", 5)
        result = n if n == 5 else 5
        """,
    "an assertion that holds": """
        n = 3
        assert n == 3
        result = n + 1
        """,
    "an assertion that fails": """
        def f(n):
            assert n == 4, n
            return n
        try:
            n = f(3)
        except AssertionError:
            n = 10
        result = n
        """,
    "an assertion that never holds": """
        try:
            assert False
            n = 5
        except AssertionError:
            n = 10
        result = n
        """,
    "an exit that is caught": """
        import sys
        def leave():
            sys.exit(1)
        n = 1
        try:
            leave()
            n = 2
        except ValueError:
            n = 3
        except SystemExit:
            n += 10
        result = n
        """,
    "raised by one of two branches": """
        def check(n):
            if n > 2:
                raise ValueError
            else:
                return n
        result = []
        for n in (1, 5, 2):
            try:
                result.append(check(n))
            except ValueError:
                result.append(-1)
        """,
    "the first clause that fits": """
        try:
            raise KeyError("a")
        except ValueError:
            n = 1
        except KeyError:
            n = 2
        except Exception:
            n = 3
        result = n
        """,
    "nested try": """
        found = []
        try:
            try:
                raise KeyError
            except ValueError:
                found.append(1)
            finally:
                found.append(2)
        except KeyError:
            found.append(3)
        result = found
        """,
    # builtins
    "a builtin that is shadowed": """
        def len(x):
            return 40
        result = len([1])
        """,
    "a builtin that is shadowed in a function": """
        def f():
            max = lambda a, b: 100
            return max(1, 2)
        result = [f(), max(1, 2)]
        """,
    "a builtin as a parameter": """
        def f(list, type=3):
            return [list, type]
        result = f(4)
        """,
    "a builtin as a variable of a comprehension": """
        result = [[id + 1 for id in (1, 2)], len("ab")]
        """,
    "a builtin under another name": """
        size = len
        def f(len):
            return size(len)
        result = f([1, 2, 3])
        """,
    "True by another name": """
        yes = True
        def f(yes=not yes):
            return 1 if yes else 2
        result = f()
        """,
    # decorators
    "a decorator": """
        def plus(f):
            def wrapped(*a):
                return f(*a) + 100
            return wrapped
        @plus
        def f(n):
            return n
        result = f(1)
        """,
    "decorators from below": """
        def twice(f):
            return lambda n: 2 * f(n)
        def plus(f):
            return lambda n: 1 + f(n)
        @twice
        @plus
        def f(n):
            return n
        result = f(5)
        """,
    "a decorator with an argument": """
        n = 3
        def add(n):
            def decorator(f):
                return lambda m: f(m) + n
            return decorator
        @add(n + 1)
        def f(m):
            return m
        n = 100
        result = f(1)
        """,
    "a decorator that registers": """
        registry = {}
        def register(f):
            registry[f.__name__] = f
            return f
        @register
        def small():
            return 4
        result = registry["small"]()
        """,
    "a decorator that replaces": """
        def nothing(f):
            return 7
        @nothing
        def f():
            return 1
        result = f
        """,
    "a decorated method": """
        def plus(f):
            def wrapped(self, n):
                return f(self, n) + self.more
            return wrapped
        class C:
            more = 10
            @plus
            def f(self, n):
                return n
        result = C().f(1)
        """,
    "a decorated class": """
        def sized(cls):
            cls.size = 6
            return cls
        @sized
        class C:
            size = 1
        result = C.size
        """,
    "a property and its setter": """
        class C:
            def __init__(self):
                self._n = 1
            @property
            def n(self):
                return self._n
            @n.setter
            def n(self, value):
                self._n = value * 2
        c = C()
        c.n = 5
        result = c.n
        """,
    "a static and a class method": """
        n = 1
        class C:
            n = 2
            @staticmethod
            def f():
                return n
            @classmethod
            def g(cls):
                return cls.n
        class D(C):
            n = 3
        result = [C.f(), C.g(), D.g()]
        """,
    # assignments
    "chained targets, from the left": """
        items = [0, 0]
        i = items[i] = 1 if False else 1
        result = [i, items]
        """,
    "a swap": """
        a, b = 1, 2
        a, b = b, a
        result = [a, b]
        """,
    "an index that is assigned to in the same statement": """
        items = [5, 6]
        i = 0
        i, items[i] = 1, 9
        result = [i, items]
        """,
    "an annotation without a value": """
        n = 1
        n: int
        m: int = 2
        result = [n, m]
        """,
    "an alias of a list": """
        a = [1]
        b = a
        a = a + [2]
        b.append(3)
        result = [a, b]
        """,
    "with": """
        from contextlib import nullcontext
        n = 1
        with nullcontext(5) as n:
            m = n + 1
        result = [n, m]
        """,
    "match": """
        def f(x):
            match x:
                case [a, *rest]:
                    return a + len(rest)
                case {"n": n}:
                    return n
                case int() as n if n > 5:
                    return n * 10
                case other:
                    return -1
        n = 100
        result = [f([1, 2, 3]), f({"n": 4}), f(6), f(2), n]
        """,
    "import in a function": """
        def f():
            import math
            return math.ceil(1.2)
        math = 5
        result = [f(), math]
        """,
    "a name that is imported hides": """
        def sqrt(x):
            return 100
        before = sqrt(4)
        from math import sqrt
        result = [before, int(sqrt(4))]
        """,
    "a generator function has its own names": """
        n = 1
        def g(n):
            while n < 4:
                yield n
                n += 1
        result = [list(g(2)), n]
        """,
    "globals in a conditional definition": """
        wide = True
        if wide:
            def f():
                return 64
        else:
            def f():
                return 8
        result = f()
        """,
    "a name of a branch that is not taken": """
        n = 1
        if n > 5:
            n = 2
            m = 3
        elif n == 1:
            m = 4
        else:
            m = 5
        result = [n, m]
        """,
    "a redefinition": """
        def f():
            return 1
        g = f
        def f():
            return 2
        result = [f(), g()]
        """,
    "a method that is put in later": """
        class C:
            n = 4
        def f(self):
            return self.n
        C.f = f
        result = C().f()
        """,
    "a bound method": """
        class C:
            def __init__(self, n):
                self.n = n
            def f(self):
                return self.n
        c = C(1)
        f = c.f
        c.n = 5
        c = C(9)
        result = f()
        """,
    "__call__": """
        class C:
            def __init__(self, n):
                self.n = n
            def __call__(self, m):
                return self.n * m
        n = 100
        result = C(3)(4)
        """,
}


NOT_KNOWN = {
    "an attribute of a function is no local",
    "while with break has no else",
    "a decorator that replaces",
    "del of items",
    "del of a slice",
    "with",
    "match",
}
"""Programs of which the reader says that it does not know, which is no fault."""

WRONG = {
    "a generator is read when it is taken": "generators are read where they are written",
}
"""Where the reader takes a name for what it is not, and why."""


def parts(value: object) -> list[object]:
    """The value, and what is in it."""
    inner = value if isinstance(value, (list, tuple)) else list(value.values()) if isinstance(value, dict) else []
    return [value, *(part for one in inner for part in parts(one))]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(reason=WRONG[name], strict=True) if name in WRONG else ())
        for name in PROGRAMS
    ],
)
def test_a_name_is_what_python_takes_it_for(name: str) -> None:
    text = textwrap.dedent(PROGRAMS[name])
    names: dict[str, object] = {"__name__": "program"}
    exec(text, names)
    found = value(text)
    if name in NOT_KNOWN:
        assert any(isinstance(part, Unknown) for part in parts(found))
    else:
        assert found == names["result"]


REFUSED = {
    "a name of the caller": """
        def f():
            return m
        def g():
            m = 2
            return f()
        result = g()
        """,
    "a name of a comprehension": """
        items = [m for m in (1, 2)]
        result = m
        """,
    "a name that was deleted": """
        n = 1
        del n
        result = n
        """,
    "a name of a class body in a method": """
        class C:
            m = 1
            def f(self):
                return m
        result = C().f()
        """,
    "a name in a class body of a class around": """
        class C:
            m = 1
            class D:
                k = m
        result = C.D.k
        """,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_a_name_that_python_does_not_find_is_not_known(text: str) -> None:
    text = textwrap.dedent(text)
    with pytest.raises(NameError):
        exec(text, {"__name__": "program"})
    assert isinstance(value(text), Unknown)


ONE = "n = 1\n_m = 2\nk = 3\n"
lazy = pytest.mark.xfail(reason="names of `import *` are looked up when they are used", strict=True)
TWO = "__all__ = ['n', '_m']\nn = 10\n_m = 20\nk = 30\n"


@pytest.mark.parametrize(
    "text",
    [
        "from one import *\nresult = [n, k]",
        "from two import *\nresult = [n, _m]",
        "k = 5\nfrom two import *\nresult = k",
        "_m = 5\nfrom one import *\nresult = _m",
        "from one import *\nn = 5\nresult = n",
        "from one import *\nfrom two import *\nresult = [n, k]",
        "from two import *\nfrom one import *\nresult = [n, k, _m]",
        "from one import *\ndef f():\n    return n + k\nresult = f()",
        "from one import *\ndef f(n=n + 1):\n    return [n, k]\nresult = f()",
        "from one import *\nclass C:\n    n = n + 1\nresult = C.n",
        "import one\none.n = 7\nfrom one import *\nresult = n",
        "from one import n as k, k as n\nresult = [n, k]",
        "import one\nimport two as one\nresult = one.n",
        "from one import *\ndel n\nfrom two import n\nresult = n",
        "from three import *\nresult = [n, own]",
        "from three import get\nn = 9\nresult = get()",
        "import three\nthree.n = 9\nresult = three.get()",
        "n = 5\nfrom one import *\nresult = n",
        pytest.param("from one import *\nimport one\none.n = 7\nresult = [n, one.n]", marks=lazy),
    ],
)
def test_names_of_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    three = "from one import *\nown = n + 100\ndef get():\n    return n\n"
    for module, content in (("one", ONE), ("two", TWO), ("three", three)):
        (tmp_path / f"{module}.py").write_text(content)
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    names: dict[str, object] = {"__name__": "program"}
    exec(text, names)
    for module in ("one", "two", "three"):
        sys.modules.pop(module, None)
    assert value(text, str(tmp_path / "main.py")) == names["result"]
