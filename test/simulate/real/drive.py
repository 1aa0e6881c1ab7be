"""Has Fail2ban's own modules read logs with the clock set to the time of each line: drive.py, cases as JSON on standard input.

No server and no thread: what its threads do one after the other is done at once, in their order. No action runs. A case is
{folder, database, started, until, lines: [[time, text]], restarts: [[stopped, started]]}, times in seconds; for each one a line
{events: [[what, jail, address, time]], open: [[jail, address, end]]} comes out.
"""
import datetime, json, logging, re, sys

# Behind what PYTHONPATH names: that is another release.
sys.path.append("/usr/lib/python3/dist-packages")
from fail2ban.client.configurator import Configurator
from fail2ban.server.mytime import MyTime
from fail2ban.server.observer import ObserverThread, Observers
from fail2ban.server.server import Server

wanted = re.compile(r"^\[(\S+)\] (Ban|Unban|Restore Ban) (\S+)$")
step = 0.001


class Heard(logging.Handler):
    """What Fail2ban says in its own log, in the form in which the recidive jail reads it there."""

    def __init__(self):
        super().__init__()
        self.events, self.lines, self.late = [], [], 0

    def emit(self, record):
        text = record.getMessage()
        match = wanted.match(text)
        if match is None:
            return
        jail, what, address = match.groups()
        self.events.append([what, jail, address, MyTime.time() - self.late])
        at = datetime.datetime.fromtimestamp(MyTime.time())
        stamp = "%s,%03d" % (at.strftime("%Y-%m-%d %H:%M:%S"), at.microsecond // 1000)
        self.lines.append("%s fail2ban.actions        [321]: NOTICE  %s" % (stamp, text))


class Observer(ObserverThread):
    """Its queue, emptied by whoever asks."""

    def drain(self):
        while self._queue:
            event = self._queue.pop(0)
            (event[0] if callable(event[0]) else getattr(self, event[0]))(*event[1:])

    def pulse_notify(self):
        pass

    def add_timer(self, starttime, *event):
        self.add(*event)


class Driver:
    def __init__(self, case, heard):
        self.case, self.heard = case, heard
        self.observer = Observers.Main = Observer()
        self.purge = case["started"] + 3600
        # Fail2ban's own reading of the configuration.
        configurator = Configurator()
        configurator.setBaseDir(case["folder"])
        configurator.readAll()
        configurator.getOptions()
        configurator.convertToProtocol()
        self.commands = configurator.getConfigStream()
        self.begin()

    def begin(self):
        """Every command of the configuration but those of Fail2ban's log and of actions."""
        self.server = Server()
        self.server.setDatabase(self.case["database"])
        for command in self.commands:
            assert command[0] != "config-error", command
            if command[0] == "start" or command[2] in ("addaction", "action", "delaction"):
                continue
            if command[0] == "set" and command[1] in ("syslogsocket", "loglevel", "logtarget", "allowipv6", "dbfile"):
                continue
            status, answer = self.server._Server__transm.proceed(command)
            assert status == 0, (command, answer)
        self.jails = [jail for _, jail in self.server._Server__jails.items()]
        for jail in self.jails:
            jail.isAlive = lambda: True
            # Its first look at the log's folder, its threads: none of that is here.
            jail.filter.inOperation = True

    def settle(self):
        """The actions and the observer, until nothing is left to be done."""
        while any(jail.hasFailTickets for jail in self.jails) or self.observer._queue:
            self.observer.drain()
            for jail in self.jails:
                jail.actions._Actions__checkBan()
            self.observer.drain()
            while self.heard.lines:
                self.read("portsentry-recidive", self.heard.lines.pop(0), MyTime.time())

    def read(self, name, line, now):
        for jail in self.jails:
            if (jail.name == "portsentry-recidive") == (name == "portsentry-recidive"):
                jail.filter.performSvc(force=True)
                jail.filter.processLineAndAdd(line)

    def turn_to(self, now):
        """Lets the clock go on, to each end of a ban and each hour of the database."""
        while True:
            ends = [jail.actions.banManager._nextUnbanTime for jail in self.jails]
            next_end = min(ends, default=now) + step
            if min(next_end, self.purge) > now:
                break
            if self.purge < next_end:
                MyTime.setTime(self.purge)
                self.server._Server__db.purge()
                self.purge += 3600
            else:
                MyTime.setTime(next_end)
                self.heard.late = step
                for jail in self.jails:
                    jail.actions._Actions__checkUnBan(10**9)
                self.heard.late = 0
                self.heard.lines.clear()
        MyTime.setTime(now)

    def line(self, at, text):
        self.turn_to(at)
        self.read("", text, at)
        self.settle()

    def stop(self, at):
        self.turn_to(at)
        for jail in self.jails:
            jail.actions._Actions__flushBan(stop=True)
        self.heard.lines.clear()
        self.server._Server__db.close()

    def start(self, at, missed):
        MyTime.setTime(at)
        self.begin()
        self.purge = at + 3600
        for jail in self.jails:
            jail.restoreCurrentBans()
        self.settle()
        for jail in self.jails:
            jail.filter.inOperation = False
        for _, text in missed:
            self.read("", text, at)
            self.settle()
        for jail in self.jails:
            jail.filter.inOperation = True

    def run(self):
        MyTime.setTime(self.case["started"])
        lines, restarts = list(self.case["lines"]), list(self.case["restarts"])
        while lines or restarts:
            if restarts and (not lines or lines[0][0] >= restarts[0][0]):
                stopped, started = restarts.pop(0)
                self.stop(stopped)
                missed = [line for line in lines if line[0] < started]
                lines = lines[len(missed):]
                self.start(started, missed)
            else:
                self.line(*lines.pop(0))
        self.turn_to(self.case["until"])
        left = [
            [jail.name, str(ticket.getID()), ticket.getEndOfBanTime(jail.actions.getBanTime())]
            for jail in self.jails
            for ticket in jail.actions.banManager
        ]
        return {"events": self.heard.events, "open": left}


logging.getLogger("fail2ban").setLevel(logging.INFO)
for case in json.load(sys.stdin):
    heard = Heard()
    logger = logging.getLogger("fail2ban.server.actions" if False else "fail2ban.actions")
    logging.getLogger("fail2ban").addHandler(heard)
    print(json.dumps(Driver(case, heard).run()), flush=True)
    logging.getLogger("fail2ban").removeHandler(heard)
