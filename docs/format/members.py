"""submission.md, event.md and evidence-bundle.md: whose keys count, who may act for whom, and who is an authority."""
import re
from canonical import canonical, decode, need
from ed25519 import signed
from notes import note_key, public_key

def submission_message(entry):
    signed_members = {name: entry[name] for name in ("author", "events", "ledger", "submission")}
    return b"lodestone/submission/1\n" + canonical(signed_members).encode()
def enrolment_message(key, ledger, party):
    return b"lodestone/enrol/1\n" + canonical({"key": key, "ledger": ledger, "party": party}).encode()
def checkpoint_key_message(key, ledger):
    return b"lodestone/checkpoint-key/1\n" + canonical({"key": key, "ledger": ledger}).encode()
def text_of(event, name, optional=False):
    value = event.get(name)
    need(isinstance(value, str) or optional and name not in event, f"{name} is {value!r}, and no text")
    return value
def texts_of(event, name):
    values = event.get(name)
    need(isinstance(values, list) and all(isinstance(each, str) for each in values), f"{name} is {values!r}, and no texts")
    return values

REGISTRATIONS, MANDATES = ("party-registered", "facility-registered"), ("mandate-given", "mandate-ended")
ENDED = ([], None, None)
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:/-]{0,127}\Z")
IDS = ("agent", "consignee", "consignor", "facility", "onBehalfOf", "party", "shipment", "transfer", "unit")
def check_ids(event, where):
    wrong = [event[name] for name in IDS if isinstance(event.get(name), str) and not ID.match(event[name])]
    need(not wrong, f"{where}: {wrong} are no ids")
    if isinstance(event.get("replacement"), dict):
        check_ids(event["replacement"], where)

class Members:
    """What the events shown say of members, in the order of the log."""
    def __init__(self):
        self.party_of, self.revoked, self.signing = {}, set(), {}
        self.authorities, self.ids = {"OPERATOR"}, set()
        # By principal and agent: the acts, until when, and the digest of the event that says so.
        self.mandates = {}
        # By the digest of an event: its type and its party; of a mandate whose it is, what was before, and what it counts as.
        self.words = {}

    def check_entry(self, entry, events):
        """The author's signature, and what its events (None where they are not known) say of members."""
        where, author = f"entry {entry['position']}", entry["author"]
        if entry["position"] == 0:
            opened = events[0] or {}
            need(opened.get("type") == "ledger-opened" and opened.get("operatorKey") == author, "no opening")
            need(opened.get("origin") == entry["ledger"], f"the opening is of {opened.get('origin')}")
            self.party_of[author] = "OPERATOR"
            self.signing[note_key(entry["ledger"], text_of(opened, "checkpointKey"))] = (0, 2**53)
        need(author in self.party_of and author not in self.revoked, f"{where}: {author} is not enrolled, or revoked")
        need(signed(public_key(author), submission_message(entry), decode(entry["signature"])), f"{where}: not signed")
        for ordinal, (digest, event) in enumerate(zip(entry["events"], events)):
            if event is not None:
                is_first = entry["position"] == ordinal == 0
                need(is_first or event.get("type") != "ledger-opened", f"{where}: a ledger is opened once")
                self.take(event, digest, entry, f"{where}, event {ordinal}")

    def take(self, event, digest, entry, where):
        kind, name, ledger, position = text_of(event, "type"), text_of(event, "id"), entry["ledger"], entry["position"]
        need(name not in self.ids, f"{where}: another event has the id {name}")
        self.ids.add(name)
        check_ids(event, where)
        actor = self.acting(event, kind, entry, where)
        may_judge = actor in self.authorities
        if kind in REGISTRATIONS:
            need(may_judge, f"{where}: {actor} is no authority")
        if kind in REGISTRATIONS + MANDATES:
            self.words[digest] = self.note(event, kind, actor, digest)
        elif kind == "event-corrected":
            self.correct(event, digest, actor, where)
        elif kind == "key-enrolled":
            self.enrol(event, actor, ledger, where)
        elif kind == "key-revoked":
            party = self.party_of.get(text_of(event, "key"))
            need(party is None or may_judge or actor == party, f"{where}: {actor} may not do this")
            text_of(event, "stolenFrom", optional=True)
            if party is not None:
                self.revoked.add(event["key"])
        elif kind in ("checkpoint-key-added", "checkpoint-key-retired"):
            need(actor == "OPERATOR", f"{where}: {actor} may not do this")
            key = note_key(ledger.split("#")[0], event["key"])
            if kind == "checkpoint-key-added":
                message = checkpoint_key_message(event["key"], ledger)
                need(signed(key[2], message, decode(event["proof"])), f"{where}: no proof of the key")
                self.signing.setdefault(key, (position, 2**53))
            elif self.signing.get(key, (0, 0))[1] == 2**53:
                self.signing[key] = (self.signing[key][0], position)

    def acting(self, event, kind, entry, where):
        """Whose act it is: the signer's, or that of somebody who has given it a mandate."""
        signer, principal = self.party_of[entry["author"]], text_of(event, "onBehalfOf", optional=True)
        if principal is None or principal == signer:
            return signer
        acts, until, _ = self.mandates.get((principal, signer), ENDED)
        need(kind in acts, f"{where}: {signer} has no mandate of {principal} for {kind}")
        need(until is None or entry["recordedAt"] <= until, f"{where}: the mandate held until {until}")
        return principal

    def note(self, event, kind, actor, digest):
        """Takes note of a registration or a mandate."""
        if kind == "party-registered":
            party, _ = text_of(event, "party"), text_of(event, "country")
            self.authorities.discard(party)
            self.authorities |= {party} if "authority" in texts_of(event, "roles") else set()
        if kind == "facility-registered":
            text_of(event, "facility"), text_of(event, "country")
        if kind in REGISTRATIONS:
            return [kind, actor]
        name = (actor, text_of(event, "agent"))
        before = self.mandates.get(name)
        self.mandates[name] = self.mandate(event, kind, digest)
        return [kind, actor, name, before, digest]

    def mandate(self, event, kind, digest):
        if kind == "mandate-ended":
            return ([], None, digest)
        return (texts_of(event, "acts"), text_of(event, "until", optional=True), digest)

    def correct(self, event, digest, actor, where):
        """A registration counts as replaced from here on; of a mandate the last word is corrected, or nothing is."""
        word, replacement = self.words.get(text_of(event, "corrects")), event.get("replacement")
        if word is None:
            return
        kind, party = word[:2]
        need(actor == party or actor in self.authorities, f"{where}: {actor} may not correct what {party} has said")
        need("replacement" not in event or replacement["type"] == kind, f"{where}: it replaces {kind} by something else")
        if kind in REGISTRATIONS:
            if replacement is not None:
                self.note(replacement, kind, party, digest)
            return
        _, _, name, before, standing = word
        need(standing is not None, f"{where}: what it corrects is voided")
        if self.mandates[name][2] != standing:
            return
        self.mandates[name] = (before or ([], None, digest)) if replacement is None else self.mandate(replacement, kind, digest)
        word[4] = None if replacement is None else digest

    def enrol(self, event, actor, ledger, where):
        party, key = text_of(event, "party"), text_of(event, "key")
        need(event.get("heldBy") in ("party", "ledger"), f"{where}: heldBy is {event.get('heldBy')}")
        need(isinstance(event.get("recovery", False), bool), f"{where}: recovery is {event.get('recovery')}")
        need(key not in self.party_of, f"{where}: {key} was enrolled before")
        need(actor == party or actor in self.authorities, f"{where}: {actor} may not do this")
        is_first = party not in self.party_of.values()
        need(is_first or actor == party or event.get("recovery") is True, f"{where}: another signs in a later key")
        proof = decode(text_of(event, "proof"))
        need(signed(public_key(key), enrolment_message(key, ledger, party), proof), f"{where}: no proof of the key")
        self.party_of[key] = party
