// The API viewer takes the place of the plain list of operations once somebody asks for it: it is large, and the list
// is all that most readers need.
const button = document.getElementById('try');
const place = document.getElementById('swagger');

const loaded = (element) => new Promise((done, failed) => {
  element.onload = done;
  element.onerror = failed;
  document.head.append(element);
});

async function show() {
  button.disabled = true;
  const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: new URL('./swagger-ui.css', import.meta.url) });
  const script = Object.assign(document.createElement('script'), { src: new URL('./swagger-ui-bundle.js', import.meta.url) });
  await Promise.all([loaded(sheet), loaded(script)]);
  document.getElementById('listed').hidden = true;
  button.parentElement.hidden = true;
  window.SwaggerUIBundle({
    url: place.dataset.url,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    defaultModelsExpandDepth: -1,
    docExpansion: 'list',
  });
}

button.parentElement.hidden = false;
button.addEventListener('click', () => show().catch(() => { button.disabled = false; }));
