// Starts Swagger UI on the page /docs. A script of its own, since the policy of safety allows no
// inline script. "Try it out" sends the header that every change needs.

window.SwaggerUIBundle({
  url: "/api",
  dom_id: "#docs",
  deepLinking: true,
  // The validator is somebody else's server.
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  requestInterceptor(request) {
    if (!["GET", "HEAD"].includes(request.method ?? "GET")) request.headers["X-Yuxun"] = "1";
    return request;
  },
});
