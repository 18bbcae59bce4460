// Offers the document that is embedded in the page as a file. Everything else works without this.
(function () {
  "use strict";
  var text = document.getElementById("document").textContent;
  var pretty = JSON.stringify(JSON.parse(text), null, 2) + "\n";
  var link = document.getElementById("save");
  link.href = URL.createObjectURL(new Blob([pretty], { type: "application/json" }));
  link.hidden = false;
})();
