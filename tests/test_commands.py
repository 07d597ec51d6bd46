"""x"""
import time

from tests.blackbox import *


def test_a(place: Place) -> None:
    t=time.time()
    print(place.titian("init"), time.time()-t); t=time.time()
    with place.running() as p:
        print("ready", time.time()-t); t=time.time()
        print(place.titian("invite","--role","mentor"), time.time()-t); t=time.time()
        link=place.does("invite","--role","mentor").split()[1]
        siti=joins(place, link, "Siti")
        print("joined", time.time()-t); t=time.time()
    print("ended", time.time()-t); t=time.time()
    print(p.log)
    print(place.titian("check"), place.titian("--help", cold=True).code)
