// The API viewer takes the place of the plain list of operations, which stays for those without scripts.
const place = document.getElementById('swagger');

if (place && window.SwaggerUIBundle) {
  document.getElementById('operations').hidden = true;
  window.SwaggerUIBundle({
    url: place.dataset.url,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    defaultModelsExpandDepth: -1,
    docExpansion: 'list',
  });
}
