# vigie from source on Debian 12, by the scripts a person would call.
FROM debian:bookworm-slim AS build
WORKDIR /src
# The packages first: they stay in the layer cache while the source changes.
COPY tools/packages tools/packages
COPY tools/lib.sh tools/lib.sh
RUN bash -ec '. tools/lib.sh; need build web xsd'
COPY . .
RUN tools/setup

FROM debian:bookworm-slim
COPY tools/packages tools/packages
COPY tools/lib.sh tools/lib.sh
RUN bash -ec '. tools/lib.sh; need run' \
    && rm -rf tools /var/lib/apt/lists/* \
    && useradd --system --uid 999 --create-home vigie \
    && install -d -o vigie -g vigie /cache
COPY --from=build /src/build/src/cli/vigie /usr/local/bin/vigie
USER vigie
# Pages past their memory go to temporary files: on a disk, for /tmp may be memory again.
ENV TMPDIR=/cache
VOLUME /cache
EXPOSE 8080
# Ready is when the store answers too; another port than 8080 needs a check of its own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["vigie"]
CMD ["serve", "/data/vigie.gpkg", "--listen", "0.0.0.0:8080"]
