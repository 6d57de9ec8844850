// Loads htmx and its socket extension from the CDN, or our own copies when it is silent for a second; then the behaviours.
// Plain script: only such a one knows its own element, whose nonce and data attributes are needed here.
(() => {
  const me = document.currentScript;
  const PATIENCE = 1000;
  const REMEMBERED = 10 * 60 * 1000;
  const assets = [1, 2].map((i) => ({
    url: me.getAttribute(`data-url-${i}`),
    integrity: me.getAttribute(`data-integrity-${i}`),
    file: me.getAttribute(`data-file-${i}`),
  }));

  function add(tag, attributes) {
    return new Promise((resolve, reject) => {
      const element = document.createElement(tag);
      element.nonce = me.nonce;
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.onload = resolve;
      element.onerror = () => reject(new Error(`${attributes.src || attributes.href} did not load`));
      document.head.append(element);
    });
  }

  // A preload is fetched but never run, so a copy that comes late cannot run beside ours.
  function reach(asset) {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
    const attributes = { rel: "preload", as: "script", crossorigin: "anonymous" };
    return Promise.race([add("link", { ...attributes, integrity: asset.integrity, href: asset.url }), late]);
  }

  const own = (asset) => add("script", { src: asset.file, integrity: asset.integrity });
  const far = (asset) =>
    add("script", { src: asset.url, integrity: asset.integrity, crossorigin: "anonymous" }).catch(() => own(asset));

  function wasSilent() {
    try {
      return Date.now() - Number(sessionStorage.getItem("precedent:cdn-silent") || 0) < REMEMBERED;
    } catch {
      return false;
    }
  }

  async function choose() {
    if (me.dataset.base === "local") return own;
    if (me.dataset.base === "cdn") return (asset) => add("script", { src: asset.url, integrity: asset.integrity, crossorigin: "anonymous" });
    if (wasSilent()) return own;
    try {
      await Promise.all(assets.map(reach));
      return far;
    } catch {
      try {
        sessionStorage.setItem("precedent:cdn-silent", String(Date.now()));
      } catch {
        // Then it is asked again on the next page.
      }
      return own;
    }
  }

  async function load() {
    const get = await choose();
    for (const asset of assets) await get(asset);
  }

  const behaviours = import("/static/js/app.js");
  load()
    .catch((error) => console.warn("htmx did not load; links and forms still work.", error))
    .finally(async () => (await behaviours).start());
})();
