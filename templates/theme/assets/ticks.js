// Keeps the check boxes of a customer's pages in this browser. Disabled boxes show what the customer's file records and
// are left alone. Where storage is refused, ticks are not kept.
// A paper's code leads to #paper-<fingerprint>: the page says whether that paper is still current.
{
  const below = location.pathname.split("/customers/");
  const customer = document.body.dataset.customer ?? (below.length > 1 ? below.pop().split("/")[0] : ""); // in one file: its own
  const keyOf = (box) => `csp-runbooks:${customer}:${box.dataset.check}`; // the same in every language

  const isStored = (box) => {
    try { return localStorage.getItem(keyOf(box)) === "yes"; } catch { return box.checked; }
  };
  const store = (box) => {
    try {
      if (box.checked) localStorage.setItem(keyOf(box), "yes");
      else localStorage.removeItem(keyOf(box));
    } catch { /* not kept */ }
  };

  const showTicks = () =>
    document.querySelectorAll("input[data-check]:enabled").forEach((box) => { box.checked = isStored(box); });
  const checkPaper = () => {
    const [, asked] = location.hash.match(/^#paper-([0-9a-f]{4}(?:-[0-9a-f]{4}){3})$/) ?? [];
    document.querySelectorAll(".csp-paper-check").forEach((place) => {
      const current = asked === place.dataset.fingerprint;
      place.hidden = !asked;
      place.classList.toggle("csp-void", !current);
      place.textContent = (current ? place.dataset.current : place.dataset.void).replace("{fingerprint}", asked ?? "");
    });
  };

  document.addEventListener("change", ({ target }) => {
    if (!target.matches("input[data-check]")) return;
    store(target);
    showTicks(); // the same step may have a box elsewhere on the page
  });
  addEventListener("pageshow", showTicks); // fires after loading, and when the browser comes back to a page it kept
  addEventListener("storage", showTicks); // the other pages of the customer, open beside this one
  addEventListener("hashchange", checkPaper);
  checkPaper();
}
