// Where a page belongs. Rows of the guidance stood on one page once: an address that was kept from then leads to its row.
// The menu does not list the pages of customers and those below the guidance: it marks what they belong to.
{
  const pages = { step: "steps", finding: "findings", route: "routes", fact: "facts", source: "sources" };
  const [, kind] = location.hash.match(/^#([a-z]+)-/) ?? [];
  if (pages[kind] && location.pathname.endsWith("/guidance.html") && !document.getElementById(location.hash.slice(1))) {
    location.replace(`guidance/${pages[kind]}.html${location.hash}`);
  }

  const menu = [...document.querySelectorAll(".md-nav--primary a.md-nav__link[href]")];
  const parents = [[/\/customers\/(?:[^/]+\/[^/]*|page-\d+\.html)$/, "customers/index.html"], [/\/guidance\/[^/]*$/, "guidance.html"], [/\/(?:waves|conflicts)(?:-\d+)?\.html$/, "calendar.html"]];
  const [, parent] = parents.find(([path]) => path.test(location.pathname)) ?? [];
  if (parent) menu.find((link) => link.href.endsWith(`/${parent}`))?.classList.add("md-nav__link--active");
}
