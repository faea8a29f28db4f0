# One image for web, worker, scheduler and the one-off jobs (migrate, backup). Set up by the same
# script as scripts/run, so that what is tested on a bare machine is what is deployed.
FROM debian:12-slim AS app

WORKDIR /app
COPY requirements.txt ./
COPY scripts/install scripts/install
RUN scripts/install run \
 && rm -rf /var/lib/apt/lists/* /root/.cache

COPY . .
# Static files get long-lived names while the image is made; the addresses below lead nowhere.
RUN PHB_ENV=production PHB_STATIC_ROOT=/app/staticfiles \
    SECRET_KEY=only-while-the-image-is-made-0123456789-abcdefghijklmnopqrstuvwxyz \
    ALLOWED_HOSTS=localhost DATABASE_URL=postgresql://none:none@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    .venv/bin/python manage.py collectstatic --no-input \
 && .venv/bin/python -m compileall -q phb budgets careplans eligibility scripts \
 && mkdir --mode=0700 /data /backups && chown 10001:10001 /data /backups

ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PHB_ENV=production PHB_DATA_DIR=/data PHB_STATIC_ROOT=/app/staticfiles \
    HOME=/tmp
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["/app/deploy/start"]
CMD ["web"]


# The TLS proxy, so that it can run as an account without rights: its folders belong to that account.
FROM caddy:2-alpine AS proxy
RUN mkdir -p /data/caddy /config/caddy && chown -R 10002:10002 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10002:10002
