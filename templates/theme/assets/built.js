// The foot of a page names the commit that the site was built from. It stands in a file of its own, which `runbooks build`
// puts beside the languages' folders: so a page stays as it is from commit to commit.
{
  window.cspBuilt = (said) => { document.querySelector(".csp-foot").textContent = said; };
  csp.load(document.querySelector(".csp-search").dataset.root, "built", () => {});
}
