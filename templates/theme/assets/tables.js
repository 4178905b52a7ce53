// A table that is wider than its box is scrolled in it: by the keyboard as well. The boxes are made by Material's script.
{
  const reach = () => document.querySelectorAll(".md-typeset__scrollwrap").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
  addEventListener("load", reach);
  addEventListener("resize", reach);
}
