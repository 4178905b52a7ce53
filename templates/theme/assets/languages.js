// The language switch stays at the place that is being read: what the address names, else the last heading that has
// scrolled to the top. A filter's state stands behind the # too (assets/customers.js, assets/week.js) and goes along.
{
  const HEADER = 90; // pixels that the header covers, and a little
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3)[id]")];

  const place = () => {
    if (location.hash.includes("=") || !headings.length) return location.hash;
    const above = headings.filter((heading) => heading.getBoundingClientRect().top < HEADER);
    const target = headings.find((heading) => `#${encodeURI(heading.id)}` === location.hash);
    const near = target && Math.abs(target.getBoundingClientRect().top) < innerHeight;
    if (near || above.length < 2) return near ? location.hash : "";
    return `#${above.pop().id}`;
  };

  document.querySelectorAll("a.csp-language").forEach((link) => {
    for (const reason of ["pointerdown", "focus", "click"]) link.addEventListener(reason, () => { link.hash = place(); });
  });
}
