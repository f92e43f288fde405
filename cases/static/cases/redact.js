// A comfort on the page of redactions: drawing with the mouse fills the four fields. Nothing is sent from here.
"use strict";
(() => {
  let from = null;

  const percent = (event, image) => {
    const frame = image.getBoundingClientRect();
    const place = (at, start, size) => Math.round(Math.min(100, Math.max(0, (100 * (at - start)) / size)));
    return [place(event.clientX, frame.left, frame.width), place(event.clientY, frame.top, frame.height)];
  };
  const fill = (name, value) => {
    const field = document.querySelector(`[name="${name}"]`);
    if (field) field.value = value;
  };
  const drawn = (to) => {
    fill("left", Math.min(from[0], to[0]));
    fill("right", Math.max(from[0], to[0]));
    fill("top", Math.min(from[1], to[1]));
    fill("bottom", Math.max(from[1], to[1]));
  };

  document.addEventListener("pointerdown", (event) => {
    const image = event.target.closest?.("[data-drawing] img");
    if (!image || event.pointerType === "touch" || event.button !== 0) return;
    event.preventDefault(); // else the browser drags the picture
    from = percent(event, image);
  });
  document.addEventListener("pointermove", (event) => {
    const image = document.querySelector("[data-drawing] img");
    if (from && image) drawn(percent(event, image));
  });
  document.addEventListener("pointerup", () => { from = null; });
})();
