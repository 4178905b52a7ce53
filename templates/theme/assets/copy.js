// Buttons that copy: ids and subjects (.csp-copy; the room for the button is in the styles) and whole letters (.csp-letter).
// navigator.clipboard exists on https, localhost and disks only; what is selected can be copied everywhere.
{
  const copyOf = (host) => {
    const range = document.createRange();
    range.selectNodeContents(host);
    range.setEndBefore(host.lastChild); // the button
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const done = document.execCommand("copy"); // the only way that takes tables along and works without https
    selection.removeAllRanges();
    return done;
  };

  const addButton = (host, name) => {
    const button = csp.button("csp-copy-button", "", () => {
      if (!copyOf(host)) return;
      button.classList.add("csp-copied");
      call(csp.say("copied"));
      setTimeout(() => { button.classList.remove("csp-copied"); call(name); }, 1600);
    });
    const call = (said) => { button.title = said; button.setAttribute("aria-label", said); };
    call(name);
    host.append(button);
  };

  document.querySelectorAll(".csp-copy").forEach((said) =>
    addButton(said, csp.say("copy", { text: said.textContent })));
  document.querySelectorAll(".csp-letter:not(.csp-on-hold)").forEach((letter) => addButton(letter, csp.say("copy-letter")));
}
