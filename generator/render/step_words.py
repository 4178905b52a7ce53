"""What is said of a plan's steps, on pages and in calendars: each once per step and language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from generator.guidance.vocabulary import STEP_NUMBERS
from generator.plan import Plan, PlannedStep, SubscriptionPlan, changed_terms, days_in_words
from generator.render.phrases import joined, listed
from generator.render.voice import Voice
from generator.text import Token, varying, words

View = dict[str, Any]

_NUMBERED = Markup("{} {}")


class StepWords:
    """What the texts of a plan's steps may speak of, and what is said of a step on several pages, each once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._shared: dict[Voice, Mapping[str, Any]] = {}
        self._values: dict[tuple[str, Voice], Mapping[str, Any]] = {}
        self._said: dict[tuple[str, str, Voice], Markup] = {}
        self._told: dict[tuple[str, Voice], View] = {}

    def values(self, step: PlannedStep, voice: Voice) -> Mapping[str, Any]:
        values = self._values.get((step.key, voice))
        if values is None:
            shared = self._shared.get(voice) or self._shared.setdefault(voice, _of_customer(self._plan, voice))
            values = self._values[step.key, voice] = {**shared, **_of_step(self._plan, step, voice)}
        return values

    def said(self, step: PlannedStep, what: str, voice: Voice) -> Markup:
        """``what``: the title, what to do or where."""
        said = self._said.get((step.key, what, voice))
        if said is None:
            said = voice.say(getattr(step.step, what), self.values(step, voice))
            self._said[step.key, what, voice] = said
        return said

    def told(self, step: PlannedStep, voice: Voice) -> View:
        """What calendars print of a step, and pages too."""
        told = self._told.get((step.key, voice))
        if told is None:
            told = self._told[step.key, voice] = _told(step, self._plan, voice)
        return told


def words_of(plan: Plan, voice: Voice) -> StepWords:
    return voice.latest.of(plan, "steps", lambda: StepWords(plan))


def step_told(step: PlannedStep, plan: Plan, voice: Voice) -> View:
    """What a calendar prints of a step."""
    return words_of(plan, voice).told(step, voice)


def step_values(plan: Plan, step: PlannedStep, voice: Voice) -> Mapping[str, Any]:
    """What a step's texts may speak of."""
    return words_of(plan, voice).values(step, voice)


def _of_customer(plan: Plan, voice: Voice) -> Mapping[str, Any]:
    customer = plan.customer
    return {
        "provider": voice.text(customer.taker.provider) if customer.taker.provider else Markup(),
        **{name: plan.numbers.get(name, Markup()) for name in STEP_NUMBERS},
        "customer": voice.name(customer.name),
        "domain": Markup.escape(customer.tenant.domain),
        "country": voice.country(customer.tenant.country),
        "partner": voice.name(customer.taker.name),
    }


def _of_step(plan: Plan, step: PlannedStep, voice: Voice) -> Mapping[str, Any]:
    country, first = plan.customer.tenant.country, step.subjects[0]
    return {
        **{name: voice.value(name, day, country) for name, day in days_in_words(step.subjects).items()},
        "seller": seller_name(first, voice),
        "target_terms": _terms(step.subjects, voice),
        "seller_provider": voice.text(first.seller_provider) if first.seller_provider else Markup(),
    }


def _terms(subjects: Iterable[SubscriptionPlan], voice: Voice) -> Markup:
    """Each subscription that is to have another term or billing, with them."""
    changed = ((one.id, changed_terms(one.subscription)) for one in subjects)
    colon, semicolon = voice.label("formats", "colon"), voice.label("formats", "semicolon")
    return varying(listed(semicolon, (listed(colon, (id_, voice.terms(terms))) for id_, terms in changed if terms)))


def seller_name(one: SubscriptionPlan, voice: Voice) -> Markup:
    """The seller's name, Microsoft for what was bought from it directly, else the word for a former seller."""
    return voice.seller(one.seller or Token(one.facts["channel"]))


def seller_names(plan: Plan, voice: Voice) -> list[Markup]:
    """Every former seller once, in the order of the file."""
    names = {one.seller_key: seller_name(one, voice) for one in plan.subscriptions}
    return list(names.values())


def _told(step: PlannedStep, plan: Plan, voice: Voice) -> View:
    row, values, title = step.step, step_values(plan, step, voice), _step_title(step, plan, voice)
    number = Token(step.number)
    return {
        "number": number,
        "title": title,
        "named": joined(_NUMBERED, number, title),
        "paper": voice.say(row.paper, values) if row.paper else title,
        "expected": voice.say(row.expected, values),
        "evidence": voice.say(row.evidence, values),
        "irreversible": row.irreversible,
        "owner_name": _owner_name(step, values, voice),
        "not_before": voice.date(step.not_before) if step.not_before else None,
        "state": Token(step.state),
        "state_name": words(voice.label("state", step.state)),
    }


def _step_title(step: PlannedStep, plan: Plan, voice: Voice) -> Markup:
    """What is to be done; one of several requests to a seller is numbered."""
    title = words_of(plan, voice).said(step, "title", voice)
    if step.part is None:
        return title
    return voice.fill("formats", "part", text=title, number=step.part[0], of=step.part[1])


def _owner_name(step: PlannedStep, values: Mapping[str, Any], voice: Voice) -> Markup:
    """Who does a step: a former seller and a provider by name, where the file names them."""
    named = {"former-partner": values["seller"], "provider": values["provider"]}
    return named.get(step.owner) or words(voice.label("owner", step.owner))
