// Finds every place that holds all the words typed, as parts of words too: what Chinese needs, which has no blanks, and
// beginnings of ids. The index is a script that `runbooks build` puts beside the languages' folders (search/<lang>.js): it is
// fetched when the field is first used, and from a disk as well. An entry is
// [page, kind, title, [[address, title, words]]]; an address is told from its page, '' is the page itself.
{
  const SHOWN = 30; // results before "show all"
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

  let entries = null;
  const prepared = ([page, kind, title, places]) => ({
    page, kind, title, foldedTitle: fold(title),
    about: kind === "customer" ? fold(places[0][2]) : "", // other names, domain, ids: hold for each of its places
    places: places.map(([address, name, words]) => ({ address, name, words, foldedName: fold(name), folded: fold(words) })),
  });
  window.cspSearch = (read) => { entries = read.map(prepared); show(); };

  const load = () => {
    if (search.dataset.loaded) return;
    search.dataset.loaded = "yes";
    csp.load(root, "search", () => { meta.textContent = csp.say("no-index"); });
  };

  // ---- Finding -----------------------------------------------------------------------------------------------------

  const weight = (text, term, whole, start, inside) => {
    const at = text.indexOf(term);
    if (at < 0) return 0;
    return text === term ? whole : at === 0 ? start : inside;
  };
  // How well a place answers: every word has to be in it or be the customer's, and one at least in the place itself.
  const score = (entry, place, terms) => {
    const own = place.address ? 0 : 1; // the customer itself
    const weigh = place.address.startsWith("#finding-") && entry.kind === "customer" ? 0.5 : 1; // many have the same
    let sum = 0, here = false;
    for (const term of terms) {
      const inPage = weight(entry.foldedTitle, term, 90, 60, 50) || weight(entry.about, term, 30, 20, 10);
      const inPlace = weight(place.foldedName, term, 80, 55, 40) || weight(place.folded, term, 30, 20, 10);
      if (!inPage && !inPlace) return 0;
      here ||= inPlace > 0 || (own && inPage > 0);
      sum += Math.max(inPage * own, inPlace) + 1;
    }
    return here ? sum * weigh : 0;
  };
  const scored = (entry, terms) => entry.places
    .map((place) => ({ entry, place, score: score(entry, place, terms) }))
    .filter((hit) => hit.score > 0);
  const byScore = (one, other) => other.score - one.score;

  // A result is a customer with its places, or one row of the guidance.
  const results = (terms) => entries.flatMap((entry) => {
    const hits = scored(entry, terms).sort(byScore);
    if (entry.kind !== "customer") return hits.map((hit) => ({ ...hit, hits: [hit] }));
    return hits.length ? [{ entry, place: hits[0].place, score: hits[0].score, hits }] : [];
  }).sort(byScore);

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
  const excerpt = (place, terms) => {
    const found = terms.map((term) => place.folded.indexOf(term)).filter((at) => at >= 0);
    const from = Math.max(0, Math.min(...found, place.words.length) - AROUND);
    const start = found.length ? from : 0;
    const words = place.words.slice(start, start + EXCERPT);
    return `${start > 0 ? "…" : ""}${words}${start + EXCERPT < place.words.length ? "…" : ""}`;
  };
  const link = ({ entry, place }, heading, terms, title) => {
    const made = element("a", "md-search-result__link");
    const beside = /^[^#]/.test(place.address); // another page of the same folder
    made.href = `${root}/${beside ? entry.page.replace(/[^/]*$/, "") : entry.page}${place.address}`;
    const article = element("article", "md-search-result__article md-typeset", element(heading, "", ...marked(title, terms)));
    if (heading === "h1") article.lastChild.append(" ", element("small", "", csp.say(`kind-${entry.kind}`)));
    if (place.words) article.append(element("p", "", ...marked(excerpt(place, terms), terms)));
    made.append(article);
    return made;
  };
  const item = (result, terms) => {
    const { entry, hits } = result;
    const made = element("li", "md-search-result__item");
    if (entry.kind !== "customer") {
      made.append(link(result, "h1", terms, result.place.name));
      return made;
    }
    const first = hits.find((hit) => hit.place === entry.places[0]);
    made.append(link(first ?? { entry, place: { address: "", words: "" } }, "h1", terms, entry.title));
    const rest = hits.filter((hit) => hit !== first).map((hit) => link(hit, "h2", terms, hit.place.name));
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
    if (!entries || !terms.length) return;
    const found = results(terms);
    meta.textContent = found.length
      ? csp.say("found", { count: found.length }) : csp.say("found-none", { query: field.value.trim() });
    list.append(...found.slice(0, SHOWN).map((result) => item(result, terms)));
    if (found.length <= SHOWN) return;
    const all = element("li", "md-search-result__item");
    all.append(csp.button("csp-show-all md-button", csp.say("show-all", { count: found.length }), () => {
      all.replaceWith(...found.slice(SHOWN).map((result) => item(result, terms)));
      links()[SHOWN]?.focus();
    }));
    list.append(all);
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
