# kerasrules without TensorFlow, for check, show and the server:
#   docker build -t kerasrules . && docker run --rm --network none -v "$PWD:/src:ro" kerasrules check
FROM python:3.12-slim AS build
WORKDIR /kerasrules
COPY . .
RUN python -m pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.12-slim
# git is for --changed; a repository that another user owns is read, and nothing of it is run
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*'
COPY --from=build /wheels /wheels
RUN python -m pip install --no-cache-dir --no-index --find-links /wheels kerasrules && rm -r /wheels \
    && useradd --create-home --uid 1000 kerasrules
USER kerasrules
WORKDIR /src
ENV KERASRULES_CACHE_DIR=/tmp/kerasrules_cache
ENTRYPOINT ["kerasrules"]
CMD ["--help"]
