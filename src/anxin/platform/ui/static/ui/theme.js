// Sets light or dark before the first paint: the person's choice on this device, else the system's.
(function () {
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    var chosen = null;
    try { chosen = localStorage.getItem("anxin:theme"); } catch (error) { /* storage is switched off */ }
    var dark = chosen ? chosen === "dark" : system.matches;
    document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
  }
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-theme-switch]")) return;
    var dark = document.documentElement.getAttribute("data-bs-theme") === "dark";
    try { localStorage.setItem("anxin:theme", dark ? "light" : "dark"); } catch (error) { /* as above */ }
    document.documentElement.setAttribute("data-bs-theme", dark ? "light" : "dark");
  });
})();
