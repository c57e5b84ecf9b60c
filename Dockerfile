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
ENTRYPOINT ["vigie"]
CMD ["serve", "/data/vigie.gpkg", "--listen", "0.0.0.0:8080"]
