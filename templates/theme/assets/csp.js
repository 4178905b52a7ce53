// What several of the site's scripts share.
const csp = {
  // <name class="className">children</name>; children that are text stay text.
  element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  },

  // Words of assets/words.js with their {placeholders} filled; by functions, since other people's text may hold $&.
  say: (key, values = {}) => cspWords[key].replace(/\{(\w+)\}/g, (_, name) => values[name]),

  button(className, said, pressed, settings) {
    const made = csp.element("button", className, said);
    made.type = "button";
    made.addEventListener("click", pressed, settings);
    return made;
  },

  // Full-width letters and digits are theirs, and Taiwan writes one character in two ways.
  fold: (text) => text.normalize("NFKC").toLowerCase().replaceAll("臺", "台"),

  // What was chosen on this page stands behind the # (#status=blocked&sort=due): nothing is sent, a disk has it too.
  chosen: () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : ""),
  choose(changes) {
    const next = csp.chosen();
    for (const [name, said] of Object.entries(changes)) {
      if (said) next.set(name, said);
      else next.delete(name);
    }
    history.replaceState(null, "", next.size ? `#${next}` : location.pathname + location.search);
  },

  // A script of `runbooks build` beside the languages' folders, or a part of one (/name); it calls a function that the
  // reader of it has set.
  load(root, folder, failed, part = "") {
    const script = csp.element("script");
    script.src = `${root}/../${folder}/${document.documentElement.lang}${part}.js`;
    script.addEventListener("error", failed);
    document.head.append(script);
  },
};
