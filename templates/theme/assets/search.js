// Finds every place that holds all the words typed, as parts of words too: what Chinese needs, which has no blanks, and
// beginnings of ids. The index is a script that `runbooks build` puts beside the languages' folders (search/<lang>.js): it is
// fetched when the field is first used, and from a disk as well. Of many customers it is in parts (search/<lang>/1.js …),
// fetched side by side. A part has `texts` and `places` that stand in it more than once, and entries
// [page, kind, title, place, …], a place being [address, title, word, …]; a number stands for a text or place of the part.
// An address is told from its page, '' is the page itself.
{
  const SHOWN = 30; // results before "show all"
  const AT_ONCE = 500; // results that "show all" adds
  const PLACES = 4; // places of one customer before "more"
  const AROUND = 36; // characters of an excerpt before what was found
  const EXCERPT = 150;

  const search = document.querySelector(".csp-search");
  const form = search.querySelector("form");
  const field = form.elements.query;
  const meta = search.querySelector(".md-search-result__meta");
  const list = search.querySelector("ol");
  const toggle = document.getElementById("__search");
  const root = search.dataset.root;

  const { fold } = csp;

  // ---- The index ---------------------------------------------------------------------------------------------------

  const BETWEEN = " · "; // words of a place
  const parts = []; // by their numbers; the guidance, which is in the first one, comes last
  let wanted = 1; // parts
  let missing = 0;
  let waiting = 0; // for a moment to show what has come

  class Part {
    constructor({ texts, places, entries }) {
      this.texts = texts;
      this.places = places.map((place) => this.place(place));
      this.entries = entries.map(([page, kindOf, title, ...own]) => {
        const kind = this.text(kindOf);
        return {
          part: this, page: this.number(page), kind, isCustomer: kind === "customer", title: this.number(title),
          places: own.map((place) => (typeof place === "number" ? this.places[place] : this.place(place))),
        };
      });
      this.matched = new Map();
    }
    number(text) { return typeof text === "number" ? text : this.texts.push(text) - 1; }
    text(text) { return typeof text === "number" ? this.texts[text] : text; }
    place([address, title, ...words]) {
      const own = this.number(address);
      const said = this.texts[own];
      return { address: own, title: this.number(title), words: words.map((word) => this.number(word)), isPage: !said, isFinding: said.startsWith("#finding-") };
    }
    words(place) { return place.words.map((word) => this.texts[word]).join(BETWEEN); }
    // For each text where it holds the term: nowhere, inside, at its start, or it is the term. Each text is read once.
    matches(term) {
      if (!this.matched.has(term)) {
        this.folded ??= this.texts.map(fold);
        this.matched.set(term, Uint8Array.from(this.folded, (text) => {
          const at = text.indexOf(term);
          return at < 0 ? NOWHERE : text === term ? WHOLE : at === 0 ? START : INSIDE;
        }));
      }
      return this.matched.get(term);
    }
    forget(terms) {
      for (const term of this.matched.keys()) if (!terms.includes(term)) this.matched.delete(term);
    }
  }
  const [NOWHERE, INSIDE, START, WHOLE] = [0, 1, 2, 3];

  window.cspSearch = (read) => {
    parts[read.part] = new Part(read);
    for (let number = 1; number <= (read.parts ?? 0); number += 1) {
      wanted += 1;
      csp.load(root, "search", () => { missing += 1; soon(); }, `/${number}`);
    }
    soon();
  };
  const soon = () => { // parts that come together are shown together, and nothing is taken from under the keyboard
    waiting ||= setTimeout(() => {
      waiting = 0;
      if (!list.contains(document.activeElement)) show();
    });
  };

  const load = () => {
    if (search.dataset.loaded) return;
    search.dataset.loaded = "yes";
    csp.load(root, "search", () => { meta.textContent = csp.say("no-index"); });
  };

  // ---- Finding -----------------------------------------------------------------------------------------------------

  const WEIGHTS = { ofPage: [0, 50, 60, 90], ofPlace: [0, 40, 55, 80], ofWords: [0, 10, 20, 30] }; // nowhere … whole
  // Where words joined hold a term.
  const inWords = (words, found, term) => {
    if (!words.length) return NOWHERE;
    const first = found[words[0]];
    if (first >= START) return words.length > 1 ? START : first;
    return words.some((word) => found[word]) || (words.length > 1 && BETWEEN.trim() === term) ? INSIDE : NOWHERE;
  };
  // How well a place answers: every word has to be in it or be the customer's, and one at least in the place itself.
  const score = (place, isCustomer, inPage, ofTerms) => {
    let sum = 0, here = false;
    for (let number = 0; number < ofTerms.length; number += 1) {
      const { found, term } = ofTerms[number];
      const inPlace = WEIGHTS.ofPlace[found[place.title]] || WEIGHTS.ofWords[inWords(place.words, found, term)];
      if (!inPage[number] && !inPlace) return 0;
      here ||= inPlace > 0 || (place.isPage && inPage[number] > 0);
      sum += Math.max(place.isPage ? inPage[number] : 0, inPlace) + 1;
    }
    if (!here) return 0;
    return isCustomer && place.isFinding ? sum * 0.5 : sum; // many customers have the same finding
  };
  // What each term finds in the names of an entry: other names, domain, ids of a customer hold for each of its places.
  const inNames = ({ isCustomer, title, places }, ofTerms) => {
    const about = isCustomer ? places[0].words : [];
    return ofTerms.map(({ found, term }) => WEIGHTS.ofPage[found[title]] || WEIGHTS.ofWords[inWords(about, found, term)]);
  };
  const byScore = (one, other) => other.score - one.score;
  // The places of an entry that answer, the best one first; ofTerms: what each term finds in the texts of its part.
  const hits = (entry, ofTerms) => {
    const inPage = inNames(entry, ofTerms);
    return entry.places.map((place) => ({ place, score: score(place, entry.isCustomer, inPage, ofTerms) }))
      .filter((hit) => hit.score > 0).sort(byScore);
  };
  // A result is a customer, whose places are looked for when it is shown, or one row of the guidance.
  const results = (terms) => {
    const found = [];
    for (const part of [...parts.slice(1), parts[0]].filter(Boolean)) {
      part.forget(terms);
      const ofTerms = terms.map((term) => ({ term, found: part.matches(term) }));
      for (const entry of part.entries) {
        if (!entry.isCustomer) {
          for (const hit of hits(entry, ofTerms)) found.push({ entry, ...hit });
          continue;
        }
        const inPage = inNames(entry, ofTerms);
        let best = 0;
        for (const place of entry.places) best = Math.max(best, score(place, true, inPage, ofTerms));
        if (best) found.push({ entry, ofTerms, score: best });
      }
    }
    return found.sort(byScore);
  };

  // ---- Showing -----------------------------------------------------------------------------------------------------

  const { element } = csp;
  const marked = (text, terms) => {
    const folded = fold(text);
    if (folded.length !== text.length) return [text]; // places differ between the two
    const parts = [];
    let from = 0;
    while (from < text.length) {
      const next = terms.map((term) => [folded.indexOf(term, from), term.length]).filter(([at]) => at >= 0)
        .sort((one, other) => one[0] - other[0] || other[1] - one[1])[0];
      if (!next) break;
      parts.push(text.slice(from, next[0]), element("mark", "", text.slice(next[0], next[0] + next[1])));
      from = next[0] + next[1];
    }
    return [...parts, text.slice(from)];
  };
  const excerpt = (said, terms) => {
    const folded = fold(said);
    const found = terms.map((term) => folded.indexOf(term)).filter((at) => at >= 0);
    const from = Math.max(0, Math.min(...found, said.length) - AROUND);
    const start = found.length ? from : 0;
    const words = said.slice(start, start + EXCERPT);
    return `${start > 0 ? "…" : ""}${words}${start + EXCERPT < said.length ? "…" : ""}`;
  };
  const link = ({ entry, place }, heading, terms, title) => {
    const { texts } = entry.part;
    const [page, address] = [texts[entry.page], place ? texts[place.address] : ""];
    const made = element("a", "md-search-result__link");
    const beside = /^[^#]/.test(address); // another page of the same folder
    made.href = `${root}/${beside ? page.replace(/[^/]*$/, "") : page}${address}`;
    const article = element("article", "md-search-result__article md-typeset", element(heading, "", ...marked(title, terms)));
    if (heading === "h1") article.lastChild.append(" ", element("small", "", csp.say(`kind-${entry.kind}`)));
    const said = place ? entry.part.words(place) : "";
    if (said) article.append(element("p", "", ...marked(excerpt(said, terms), terms)));
    made.append(article);
    return made;
  };
  const item = (result, terms) => {
    const { entry } = result;
    const { texts } = entry.part;
    const made = element("li", "md-search-result__item");
    if (!entry.isCustomer) {
      made.append(link(result, "h1", terms, texts[result.place.title]));
      return made;
    }
    const found = hits(entry, result.ofTerms);
    const first = found.find((hit) => hit.place === entry.places[0]);
    made.append(link({ entry, place: first?.place }, "h1", terms, texts[entry.title]));
    const rest = found.filter((hit) => hit !== first)
      .map(({ place }) => link({ entry, place }, "h2", terms, texts[place.title]));
    made.append(...rest.slice(0, PLACES));
    if (rest.length > PLACES) {
      const said = csp.say("more-here", { count: rest.length - PLACES });
      const more = element("details", "md-search-result__more", element("summary", "", element("div", "", said)));
      more.append(...rest.slice(PLACES));
      made.append(more);
    }
    return made;
  };

  const show = () => {
    const terms = fold(field.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    meta.textContent = csp.say("hint");
    if (!parts.length || !terms.length) return;
    const found = results(terms);
    const come = Object.keys(parts).length + missing;
    meta.textContent = found.length || come < wanted
      ? csp.say("found", { count: found.length }) : csp.say("found-none", { query: field.value.trim() });
    if (come < wanted) meta.append(csp.say("more-to-come"));
    else if (missing) meta.append(csp.say("index-incomplete"));
    append(found, terms, 0, SHOWN);
  };
  const append = (found, terms, from, to) => {
    list.append(...found.slice(from, to).map((result) => item(result, terms)));
    if (found.length <= to) return;
    const next = Math.min(found.length, to + AT_ONCE);
    const said = next < found.length ? csp.say("show-more", { count: AT_ONCE }) : csp.say("show-all", { count: found.length });
    const more = element("li", "md-search-result__item");
    more.append(csp.button("csp-show-all md-button", said, () => {
      const at = links().indexOf(document.activeElement);
      more.remove();
      append(found, terms, to, next);
      links()[at]?.focus(); // the first one that has come
    }));
    list.append(more);
  };

  // ---- Hands -------------------------------------------------------------------------------------------------------

  const links = () => [...list.querySelectorAll("a, button, summary")].filter((one) => one.checkVisibility());
  const open = (wanted) => { if (toggle.checked !== wanted) toggle.click(); };
  const step = (by) => {
    const all = [field, ...links()];
    all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + by))].focus();
  };

  let before = null; // where the keyboard was
  const close = () => {
    open(false);
    if (search.contains(document.activeElement)) document.activeElement.blur();
  };

  field.addEventListener("focus", ({ relatedTarget }) => {
    if (!search.contains(relatedTarget)) before = relatedTarget;
    load();
    open(true);
  });
  search.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !search.contains(relatedTarget)) open(false); // the keyboard went on
  });
  field.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(() => { show(); field.focus(); }));
  form.addEventListener("submit", (event) => { event.preventDefault(); links()[0]?.click(); });
  toggle.addEventListener("change", () => { if (toggle.checked) field.focus(); else field.blur(); });
  search.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and the arrows choose characters then
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) { event.preventDefault(); step(by); }
    if (event.key !== "Escape") return;
    close();
    before?.focus();
  });
  list.addEventListener("click", (event) => { if (event.target.closest("a")) open(false); });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });
  show();
}
