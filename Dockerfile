# vet in a container: `docker build -t vet .`, then
# `docker run --rm --network none -v "$PWD:/app:ro" -v "$PWD/laporan:/laporan" vet submit /app --out /laporan`
# An office pins BASE by digest; a mirror of the registries is given as PIP_CONFIG and NPM_CONFIG.
ARG BASE=debian:12-slim

FROM ${BASE} AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
        ca-certificates gcc libc6-dev python3-dev python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY requirements requirements
COPY pyproject.toml README.md LICENSE ./
COPY vetting vetting
COPY checks checks
COPY policies policies
COPY reports reports
COPY scripts scripts
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=npm,target=/run/npmrc \
    NPM_CONFIG_USERCONFIG=/run/npmrc scripts/install-for-pipeline /source /opt/vet \
    && find /opt/vet -name __pycache__ -type d -prune -exec rm -rf {} +

FROM ${BASE}
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
        bubblewrap ca-certificates chromium fonts-dejavu-core libatomic1 python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 vet
COPY --from=build /opt/vet /opt/vet
USER 10001
ENV VET_HOME=/home/vet/data PATH=/opt/vet/bin:$PATH
VOLUME /home/vet/data
WORKDIR /home/vet
ENTRYPOINT ["vet"]
CMD ["doctor"]
