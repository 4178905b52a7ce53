// Only `runbooks serve` adds this to a page. When a file has changed, the page is loaded again and stays where it was
// scrolled to. A page of the last good site says so, and gives way once the files are in order again.
// Only a page that somebody sees is connected: a browser opens few connections to one server.
{
  const { version, kind, live, notice, back } = document.currentScript.dataset;
  const place = `csp-runbooks:scroll:${location.pathname}`;
  let changes = null;

  const told = ({ data }) => {
    const [now, state] = data.split(" ");
    if (kind === "last-good") {
      if (state === "good") location.replace(live + location.hash);
    } else if (now !== version) {
      if (kind === "page") sessionStorage.setItem(place, scrollY);
      location.reload();
    }
  };
  const connect = () => {
    if (document.hidden) {
      changes?.close();
      changes = null;
    } else if (!changes) {
      changes = new EventSource("/_preview/changes");
      changes.onmessage = told;
    }
  };
  const scrollBack = () => {
    const top = sessionStorage.getItem(place);
    if (top === null || kind !== "page") return;
    sessionStorage.removeItem(place);
    scrollTo({ top: Number(top), behavior: "instant" });
  };
  const sayThatItIsOld = () => {
    const bar = document.createElement("p");
    const link = document.createElement("a");
    bar.style.cssText = "position:fixed;z-index:99;inset:auto 0 0;margin:0;padding:.5rem 1rem;background:#8a1c1c;color:#fff;font-size:.8rem";
    link.style.cssText = "color:#fff;text-decoration:underline";
    link.href = live;
    link.textContent = back;
    bar.append(notice, " ", link);
    document.body.append(bar);
  };

  if (kind === "last-good") sayThatItIsOld();
  addEventListener("load", scrollBack);
  document.addEventListener("visibilitychange", connect);
  connect();
}
