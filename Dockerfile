# Two stages: packages are fetched in the first, the second holds only what runs.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image has Node 24 of its own: development packages, the npm package "node" among them, stay out. "optional" keeps out
# typescript too, an optional peer of i18next that the lock file holds for development; nothing that runs is optional.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data NODE_COMPILE_CACHE=/tmp/compile-cache
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY bot ./bot
COPY flows ./flows
COPY content ./content
COPY locales ./locales
COPY server ./server
RUN mkdir -m 700 /data && chown node:node /data
USER node
VOLUME ["/data"]
EXPOSE 3000
# Run with a read-only root: docker run --read-only --tmpfs /tmp -v wegwijs:/data -p 3000:3000 --env-file wegwijs.env wegwijs
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# Without npm in between, SIGTERM reaches the server itself.
CMD ["node", "server/run.mjs", "main.ts"]
