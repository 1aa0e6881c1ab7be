"""A disk that is as slow as a file says: slow-disk.py FOLDER MOUNTPOINT DELAY. What is written waits for as many seconds as
stand in the file DELAY, and for as long as that says "hang". Prints "mounted", and "holds" for each write that waits."""
import os
import sys
import time

from fusepy import FUSE, FuseOSError, Operations

folder, mountpoint, control = sys.argv[1:]


def delay():
    with open(control) as file:
        return file.read().strip()


class Slow(Operations):
    def __call__(self, name, path, *args):
        if name == "init":
            print("mounted", flush=True)
            return None
        return super().__call__(name, folder + path, *args)

    def getattr(self, path, fh=None):
        try:
            found = os.lstat(path)
        except OSError as error:
            raise FuseOSError(error.errno)
        return {key: getattr(found, key) for key in ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid", "st_mtime", "st_ctime", "st_atime")}

    def readdir(self, path, fh):
        return [".", "..", *os.listdir(path)]

    def create(self, path, mode, fi=None):
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path, flags):
        return os.open(path, os.O_RDONLY if flags & 3 == os.O_RDONLY else os.O_RDWR)

    def read(self, path, size, offset, fh):
        return os.pread(fh, size, offset)

    def write(self, path, data, offset, fh):
        wait = delay()
        if wait != "0":
            print("holds", flush=True)
        if wait == "hang":
            while delay() == "hang":
                time.sleep(0.01)
        else:
            time.sleep(float(wait))
        return os.pwrite(fh, data, offset)

    def release(self, path, fh):
        os.close(fh)

    chmod = lambda self, path, mode: os.chmod(path, mode)
    chown = lambda self, path, uid, gid: os.chown(path, uid, gid)
    mkdir = lambda self, path, mode: os.mkdir(path, mode)
    rmdir = lambda self, path: os.rmdir(path)
    unlink = lambda self, path: os.unlink(path)
    rename = lambda self, path, new: os.rename(path, folder + new)
    truncate = lambda self, path, length, fh=None: os.truncate(path, length)


FUSE(Slow(), mountpoint, foreground=True, nothreads=True, attr_timeout=0, entry_timeout=0)
