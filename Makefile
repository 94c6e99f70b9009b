# Each target prepares its own environment. Options: PORT=8010, DEMO=0, FILE=…, YES=1, DATABASE_URL=…, ANXIN_HOME=…
.PHONY: run test assets backup restore upgrade reset

run test assets backup restore upgrade reset:
	@command -v python3 >/dev/null || { echo '安心 | 缺少 python3：apt-get install -y python3 python3-venv / python3 is missing'; exit 1; }
	@python3 -m launch $@
