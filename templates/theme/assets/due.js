// How far off a day is, told when somebody looks: "in 12 days", "today", "overdue by 3 days". Pages hold days alone.
// An empty <span class="csp-in"> stands behind its <time>; csp-deadline: what lies in the past is overdue.
const cspDays = (() => {
  const language = document.documentElement.lang;
  const near = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const counted = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long" });
  const DAY = 86_400_000;

  const iso = (day) => new Date(day).toISOString().slice(0, 10);
  const today = () => {
    const now = new Date();
    return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()); // the day on the reader's wall
  };
  const until = (day) => Math.round((day - today()) / DAY);
  const overdue = (days) => csp.say("overdue", { days: counted.format(-days) });
  const say = (days, deadline) => (deadline && days < 0 ? overdue(days) : near.format(days, "day"));
  // Says it at every place within a part of the page.
  const tell = (part) => part.querySelectorAll(".csp-in").forEach((place) => {
    const deadline = place.classList.contains("csp-deadline");
    const days = until(Date.parse(place.previousElementSibling.textContent));
    place.textContent = say(days, deadline);
    place.classList.toggle("csp-overdue", deadline && days < 0);
    place.classList.toggle("csp-today", days === 0);
  });
  return { DAY, iso, today, until, say, tell };
})();
{
  let shown = null;
  const show = () => {
    if (shown === cspDays.today()) return;
    if (shown) dispatchEvent(new Event("csp-new-day"));
    shown = cspDays.today();
    cspDays.tell(document);
  };
  show();
  setInterval(show, 60_000); // a page that stays open over midnight
  document.addEventListener("visibilitychange", show);
}
