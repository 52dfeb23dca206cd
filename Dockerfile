# The stock runtime image: every service of a site, and any pipeline.
#   docker build -t gaze/runtime .
#   docker buildx build --platform linux/amd64,linux/arm64 -t REGISTRY/gaze/runtime --push .
# On arm64 the base must be of Node 22 or newer: ZeroMQ's add-on is built for no older one there.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS installed
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund

FROM installed AS built
COPY . .
RUN npm run build && rm -rf dist/examples

# What the programs load of the packages that cannot be bundled. Their sources, WebRTC, and the add-ons for other
# systems and processors stay out.
FROM installed AS modules
WORKDIR /app/node_modules
RUN mkdir /modules && cp -r --parents -t /modules \
      lmdb @lmdb msgpackr msgpackr-extract @msgpackr-extract @harperfast ordered-binary weak-lru-cache \
      node-gyp-build-optional-packages detect-libc node-av @seydx onnxruntime-node \
      onnxruntime-common zeromq cmake-ts/package.json cmake-ts/build \
 && cd /modules \
 && arch="$(node -p process.arch)" \
 && find zeromq/build -name '*.node' ! -path "*/linux/$arch/node/glibc-*" -delete \
 && find onnxruntime-node/bin -type f ! -path "*/linux/$arch/*" -delete \
 && find @lmdb @msgpackr-extract -name '*.musl.node' -delete \
 && rm -rf lmdb/dependencies lmdb/src zeromq/src zeromq/node_modules zeromq/vendor \
 && find . -type f ! -iname 'license*' \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.md' \
      -o -name '*.c' -o -name '*.cc' -o -name '*.cpp' -o -name '*.h' \) -delete \
 && find . -type d -empty -delete

# The base without the package manager.
FROM ${NODE_IMAGE} AS system
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/bin/npm /usr/local/bin/npx \
      /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* /root/.npm /root/.cache /var/cache/apt /var/lib/apt/lists \
 && mkdir -p /var/lib/gaze && chown 1000:1000 /var/lib/gaze

# One layer of it, so that what was removed takes no room.
FROM scratch
COPY --from=system / /
COPY --from=modules /modules /app/node_modules
COPY --from=built /app/package.json /app/LICENSE /app/NOTICE /app/
COPY --from=built /app/dist /app/dist
ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production HOME=/tmp
WORKDIR /app
USER 1000:1000
EXPOSE 5001 5002 5003 5004
