# syntax=docker/dockerfile:1
# Foyer as an image: docker build --tag foyer .
# What runs is the folder that `npm run bundle` makes; apps/server/test/bundle.test.ts makes it with the commands that
# stand here, and runs it as this file does.

FROM node:24-bookworm-slim AS build
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates openssl \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN npm run build
RUN npm run bundle -- /out

FROM node:24-bookworm-slim
# Prisma's engine is linked with OpenSSL, and trusts the system's authorities when the database speaks TLS.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates openssl \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
COPY --from=build /out /foyer
WORKDIR /foyer/server
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "dist/health-check.js"]
CMD ["node", "dist/main.js"]
