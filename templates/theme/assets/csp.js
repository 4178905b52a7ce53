// Keeps the check boxes of a customer's pages in this browser, and the #fragment when the language is switched.
// Disabled boxes show what the customer's file records and are left alone. Where storage is refused, ticks are not kept.
{
  const below = location.pathname.split("/customers/");
  const customer = below.length > 1 ? below.pop().split("/")[0] : "";
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
  const carryFragment = () =>
    document.querySelectorAll("a.csp-language").forEach((link) => { link.hash = location.hash; });

  document.addEventListener("change", ({ target }) => { if (target.matches("input[data-check]")) store(target); });
  addEventListener("pageshow", showTicks); // fires after loading, and when the browser comes back to a page it kept
  addEventListener("hashchange", carryFragment);
  carryFragment();
}
