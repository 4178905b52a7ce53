"""Invents customers, the same ones on every machine: by their number, as various as a distributor's.

Six in ten are in order (bought in one channel, asked and answered in time), the others as they come: some want too
few licences, some are late, some were bought where nothing can be moved from.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from generator.model.consistency import tax_id_adds_up

ROOT = Path(__file__).resolve().parent.parent.parent
OFFERS = yaml.safe_load((ROOT / "generator/guidance/offers.yaml").read_text("utf-8"))["offers"]
STEPS = yaml.safe_load((ROOT / "generator/guidance/steps.yaml").read_text("utf-8"))["steps"]
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
DISTRIBUTOR = "廣域通路"
"""From whom the partner lanting in ``customers/_partners.yaml`` buys."""

COUNTS = (*[1] * 12, *[2] * 12, *[3] * 8, *[4] * 6, *range(5, 13), 20, 40, 40)
CSP = [{"channel": "csp", "commerce": commerce} for commerce in ("legacy", "nce", "nce")]
WEB = [{"channel": "web-direct", "commerce": commerce, "from": "Microsoft"} for commerce in ("legacy", "nce")]
OTHERS = [{"channel": name} for name in ("mca-e", "ea", "open", "open-value", "advisor", "syndication", "other")]
COMMON = ("O365_BUSINESS_ESSENTIALS", "O365_BUSINESS_PREMIUM", "SPB", "SPE_E3", "POWER_BI_PRO", "EXCHANGESTANDARD")
DECIDED = ("base", "target", "provision_on", "ending", "cancel_on", "accept_loss", "accept_gap")
"""What only a person decides of a subscription."""
STATES = (*["active"] * 50, "est", "expired", "suspended", "disabled", "cancelled", "deleted", "unknown")
TERM_DAYS = {"P1Y": 365, "P1M": 30, "P3Y": 1095, "P30D": 30}


class Inventor:
    """Invents one customer; chance falls the same on every machine and Python (splitmix64, seeded by its number)."""

    def __init__(self, number: int) -> None:
        self.number, self.state = number, number * 0xD1342543DE82EF95
        self.day = date(2026, 6, 1) + timedelta(self.below(175))

    def below(self, limit: int) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        mixed = (self.state ^ self.state >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB % 2**64
        return (mixed ^ mixed >> 31) % limit

    def one(self, *choices: Any) -> Any:
        return choices[self.below(len(choices))]

    def maybe(self, percent: int, **values: Any) -> dict[str, Any]:
        return values if self.below(100) < percent else {}

    def customer(self) -> dict[str, Any]:
        """The values of a customer's file."""
        orderly = self.below(10) < 6
        sellers = {f"seller-{key}": self.seller(orderly) for key in range(1 + self.below(2))}
        subscriptions = [self.subscription(at, list(sellers)) for at in range(self.one(*COUNTS))]
        if orderly:
            subscriptions = [self.in_order(one) for one in subscriptions]
        used = {one["offer"]: one["seats"] * (60 + self.below(40 if orderly else 42)) // 100 for one in subscriptions}
        steps = [step["id"] for step in STEPS[: max(0, self.below(12) - 6)]]
        tax_ids = (number for number in itertools.count(10**7 + self.below(8 * 10**7)) if tax_id_adds_up(str(number)))
        return {
            "planned_on": str(self.day),
            "customer": {"name": self.company()} | self.maybe(80, tax_id=next(tax_ids)),
            "tenant": {"domain": f"t{self.number}.example", "country": self.one(*["TW"] * 36, "HK", "JP", "AE")},
            "languages": self.one(["zh-TW"], ["zh-TW", "en"], ["en", "zh-TW"]),
            "contacts": [self.contact(role) for role in ("global-admin", "executive", "billing")[: 1 + self.below(3)]],
            "relationship": {"status": self.one("none", "none", "requested", "accepted")},
            "agreement": {"status": "accepted" if orderly else self.one("none", "attested", "accepted")},
            "admin_access": {"status": self.one("none", "requested", "active", "declined")},
            "sellers": sellers,
            "orders": [] if orderly else self.orders([one for one in subscriptions if one["intent"] == "transfer"][:2]),
            "subscriptions": subscriptions,
            "licences": [{"offer": offer, "assigned": assigned} for offer, assigned in used.items()],
            "progress": {step: self.one({"done": str(self.day)}, {"not_needed": "客戶已自行處理"}) for step in steps},
            "freezes": self.one([], [], [{"from": "2026-12-24", "to": "2027-01-03", "name": "年底凍結期"}]),
            "other_ties": [] if orderly else self.one([], [], [], ["azure"]),
            **self.maybe(20, partner="lanting"),
        }

    def subscription(self, at: int, sellers: list[str]) -> dict[str, Any]:
        offer, term = self.one(*OFFERS, *OFFERS[:13] * 2), self.one(*["P1Y"] * 6, *TERM_DAYS)
        keys = [*[offer["id"]] * 20, offer["guid"], *offer.get("legacy_offers", ()), offer["id"] + "X"]  # X: misspelt
        intent = self.one(*["transfer"] * 8, "keep", "retire")
        ends, seats = self.day + timedelta(self.below(400) - 20), self.one(1, 9, 25, 60, 150, 450) + self.below(10)
        return {
            "id": f"s{at}",
            "offer": self.one(*keys),
            "seats": seats,
            "bought": {"from": self.one(*sellers)} | self.one(*CSP * 3, *WEB, *OTHERS),
            "state": self.one(*STATES),
            "starts_on": str(ends - timedelta(TERM_DAYS[term] - 1)),
            "ends_on": str(ends),
            "term": term,
            "trial": "yes" if term == "P30D" else "no",
            "at_end": self.one("renew", "renew", "cancel", "est", "expire", "unknown"),
            "segment": self.one(*["commercial"] * 12, "education", "nonprofit", "government"),
            "intent": intent,
            **(self.maybe(70, base=self.one("outside", "s0" if at else "outside")) if "kind" in offer else {}),
            **self.maybe(60, price={"amount": 90 + self.below(900), "currency": self.one("TWD", "TWD", "USD")}),
            **(self.move(offer, seats, ends) if intent == "transfer" else {}),
        }

    def in_order(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same where somebody looks after it: an offer as sold today, running, and its end not near."""
        ends = self.day + timedelta(60 + self.below(300))
        by_csp = {"channel": "csp", "commerce": self.one("nce", "nce", "nce", "legacy"), "from": "seller-0"}
        return {name: value for name, value in found.items() if name not in DECIDED} | {
            "offer": self.one(*COMMON),
            "bought": self.one(by_csp, by_csp, by_csp, {"channel": "ea", "from": "seller-0"}, found["bought"]),
            "state": "active",
            "term": "P1Y",
            "trial": "no",
            "starts_on": str(ends - timedelta(364)),
            "ends_on": str(ends),
            "at_end": "cancel",
            "segment": "commercial",
            "seats": found["seats"] % 90 + 1,
        }

    def move(self, offer: dict[str, Any], seats: int, ends: date) -> dict[str, Any]:
        """What may be decided of a subscription that moves: another target, the day, the end."""
        target = {
            "offer": self.one(*(one["offer"] for one in offer.get("successors", [{"offer": offer["id"]}]))),
            "seats": seats + self.below(9),
        }
        decided = self.maybe(35, target=target) | self.maybe(10, provision_on=str(ends - timedelta(self.below(9))))
        early = {"ending": "cancel", "cancel_on": str(ends - timedelta(self.below(40)))}
        return decided | self.maybe(12, **early, accept_loss=self.one("yes", "no")) | self.maybe(30, accept_gap="yes")

    def orders(self, parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """For some customers one order that two moving subscriptions become."""
        if len(parts) < 2 or self.below(5):
            return []
        for one in parts:
            one["target"] = {"into": "together"}
        return [{"id": "together", "offer": self.one("SPE_E3", "SPE_E5", "SPB"), "seats": parts[0]["seats"]}]

    def seller(self, orderly: bool) -> dict[str, Any]:
        answer = "yes" if orderly else self.one("yes", "no", "unknown")
        model = self.one(
            {"model": "direct"}, {"model": "indirect-reseller", "provider": self.one(DISTRIBUTOR, "遠航通路")}
        )
        return {"name": self.company(), **model, "cooperates": answer, **({"stops_at_end": "yes"} if orderly else {})}

    def contact(self, role: str) -> dict[str, str]:
        name = self.one(*"林陳黃張王吳蔡許鄭謝施卓鄒") + self.one("怡君", "書緯", "子晴", "博文", "雅筑", "承恩")
        return {"role": role, "name": name, "reachable": self.one(*["yes"] * 8, "no"), "may_sign": "yes"}

    def company(self) -> dict[str, str]:
        name = self.one(*"晨曜禾霖岳") + self.one(*"澄熙柏瀚芸") + self.one("精密工業", "物流", "食品", "生醫", "建設")
        return {"zh-TW": f"{name}股份有限公司", "en": f"{self.one('Jade', 'Pine')} Trading {self.number}"}


def fabricate(root: Path, count: int) -> None:
    """A project of ``count`` customers; c00057 is the same one whatever the count."""
    (root / "customers").mkdir()
    for name in ("mkdocs.yml", "customers/_partners.yaml"):
        shutil.copy(ROOT / name, root / name)
    for number in range(1, count + 1):
        text = yaml.dump(Inventor(number).customer(), Dumper=DUMPER, allow_unicode=True)
        (root / f"customers/c{number:05}.yaml").write_text(text, encoding="utf-8")
