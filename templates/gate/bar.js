// What the gate adds to the Prefect UI: a bar that leads to the cases, whatever their age.
// The UI's own start page and its bare list of runs hide what was created more than a week ago.
(function () {
  "use strict";
  const OPEN = "__OPEN__";
  const TAGGED = "__RUNS__";
  const BARE = new Set(["/", "/v2", "/v2/", "/v2/dashboard", "/v2/runs"]);

  function bare(address) {
    const target = new URL(address, location.href);
    // Who already reads a list of runs may narrow or widen it as they like.
    const comes = target.pathname !== location.pathname;
    return comes && BARE.has(target.pathname) && !target.searchParams.has("tags");
  }

  for (const name of ["pushState", "replaceState"]) {
    const original = history[name].bind(history);
    history[name] = function (state, unused, address) {
      if (address && bare(address)) {
        location.assign(OPEN);
        return;
      }
      original(state, unused, address);
    };
  }

  document.addEventListener("click", function (event) {
    const entry = event.target.closest && event.target.closest("a[href]");
    if (!entry || !BARE.has(entry.pathname) || entry.search || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    location.assign(OPEN);
  }, true);

  // What changes something, or is no supervisor's business, is refused; so it need not stand here.
  const HIDDEN = ["blocks", "variables", "concurrency-limits", "work-pools", "deployments", "settings"];

  // On the list of runs: how long a run of the program took says nothing of a case, nor do the
  // places where programs run; what a supervisor reads by are the tags and the cases themselves.
  const LIST = 'main:has([aria-label="Filter by work pool"]) ';
  const NO_HELP = [
    "[data-slot=card]:has([data-testid=scatter-plot])",
    'div:has(>[aria-label="Filter by deployment"])',
    'div:has(>[aria-label="Filter by work pool"])',
    "div:has(>#hide-subflows)",
    "button:has(>.lucide-sliders)",
    "[data-slot=checkbox]",
  ];
  const ON_A_PHONE =
    LIST + 'div:has(>[data-slot=label]):not(:has([aria-label="All tags"])){display:none!important}' +
    LIST + 'div:has(>div>[aria-label="Toggle all"]){flex-wrap:wrap;gap:8px}' +
    LIST + 'div:has(>div>[aria-label="Search by flow run name"]){width:100%}' +
    LIST + 'input[aria-label="Search by flow run name"]{width:100%}' +
    LIST + '[aria-label="Flow run sort order"]{display:none!important}' +
    LIST + "nav[aria-label=pagination] li{white-space:nowrap;display:flex}";

  function tidy() {
    const style = document.createElement("style");
    const entries = HIDDEN.map((each) => 'li[data-sidebar] a[href$="/v2/' + each + '"]');
    entries.push('li[data-sidebar] a[href^="https://"]', "[data-sidebar=footer]");
    entries.push(...NO_HELP.map((each) => LIST + each));
    style.textContent =
      entries.join(",") + "{display:none!important}" +
      "div.fixed:has(>[data-sidebar=sidebar]){top:40px!important;height:calc(100svh - 40px)!important}" +
      "@media (max-width:767px){" + ON_A_PHONE + "}";
    document.head.append(style);
  }

  function link(words, address, colour) {
    const made = document.createElement("a");
    made.textContent = words;
    made.href = address;
    made.style.cssText =
      "color:#fff;text-decoration:none;padding:4px 10px;border-radius:6px;white-space:nowrap;" +
      "background:" + colour;
    return made;
  }

  function search() {
    const form = document.createElement("form");
    form.style.cssText = "display:flex;gap:6px;margin-left:auto;min-width:0";
    const field = document.createElement("input");
    field.placeholder = "案号，如 WF-2026-0001";
    field.setAttribute("aria-label", "案号");
    field.style.cssText =
      "min-width:0;width:190px;padding:3px 8px;border-radius:6px;border:1px solid #94a3b8;" +
      "color:#0f172a;background:#fff";
    const button = document.createElement("button");
    button.textContent = "查找";
    button.style.cssText =
      "padding:3px 10px;border-radius:6px;background:#e2e8f0;color:#0f172a;white-space:nowrap";
    form.append(field, button);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      const number = field.value.trim().toUpperCase();
      if (number) location.assign(TAGGED + encodeURIComponent("case:" + number));
    });
    return form;
  }

  function show() {
    const bar = document.createElement("nav");
    bar.id = "permitloop-bar";
    bar.setAttribute("aria-label", "案件");
    bar.style.cssText =
      "display:flex;gap:8px;align-items:center;flex-wrap:wrap;padding:6px 12px;" +
      "background:#1e293b;font-size:14px;line-height:20px;position:sticky;top:0;z-index:60";
    bar.append(
      link("在办案件", OPEN, "#334155"),
      link("红", TAGGED + encodeURIComponent("预警:红"), "#b91c1c"),
      link("黄", TAGGED + encodeURIComponent("预警:黄"), "#a16207"),
      link("绿", TAGGED + encodeURIComponent("预警:绿"), "#15803d"),
      link("每日待办", "/v2/artifacts/key/daily-docket", "#334155"),
      search()
    );
    document.body.prepend(bar);
  }

  tidy();
  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show);
})();
