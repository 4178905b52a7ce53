#!/usr/bin/env bash
# Says what a pull request does to the plans: annotations, the summary of the step, the files for a comment.
# No secret is here, and none is needed: a project's own templates are code, and a pull request may bring them.
#
# PROJECT, LANGUAGE, BASE (may be empty) and FAIL_ON are the action's inputs; EVENT_BASE is what the event names.
set -euo pipefail

refuse() {
  printf '::error title=csp-runbooks::%s\n' "$1"
  exit 2
}

in_project() { git -C "$PROJECT" "$@"; }

is_there() { in_project cat-file -e "$1^{commit}" 2>/dev/null; }

# A shallow clone hides the parents of its last commit from everything but the commit itself.
parents() { in_project cat-file commit HEAD | sed -n -e '1,/^$/s/^parent //p'; }

fetch() {
  local depth=()
  [[ $(in_project rev-parse --is-shallow-repository) == false ]] || depth=(--depth=1)
  GIT_TERMINAL_PROMPT=0 in_project fetch --quiet --no-tags "${depth[@]}" -- origin "$1" 2>/dev/null && is_there "$1"
}

# Sets `base`, empty where there is nothing to compare with, and `how`.
choose_base() {
  base='' how=()
  local first
  first=$(parents | head -n 1)
  if [[ -n $BASE ]]; then
    base=$BASE how=(--merge-base)
    is_there "$base" || ! is_there "origin/$base" || base=origin/$base
  elif [[ $GITHUB_EVENT_NAME == pull_request && $(parents | wc -l) -eq 2 &&
          $(in_project rev-parse HEAD) == "$GITHUB_SHA" ]]; then
    base=$first  # checked out as it would be merged: this is what it would be merged into
  elif [[ $GITHUB_EVENT_NAME == pull_request ]]; then
    base=$EVENT_BASE how=(--merge-base)
  elif [[ $EVENT_BASE =~ ^0*$ ]] || ! { is_there "$EVENT_BASE" || fetch "$EVENT_BASE"; }; then
    base=$first  # a new branch, or one whose former end is gone
  else
    base=$EVENT_BASE
  fi
  [[ -z $base ]] || is_there "$base" || fetch "$base" ||
    refuse 'The commit to compare with is not in this clone: give actions/checkout fetch-depth: 0.'
  ((${#how[@]} == 0)) || in_project merge-base "$base" HEAD >/dev/null ||
    refuse 'This clone does not reach back to where the branches parted: give actions/checkout fetch-depth: 0.'
}

# Runs a command whose exit code 1 means that it found problems; anything above ends this.
found_problems=false
look() {
  local code=0
  runbooks "$@" || code=$?
  ((code < 2)) || exit "$code"
  ((code == 0)) || found_problems=true
}

diff_to() {  # a file, and how to write it
  local file=$1
  shift
  look diff "$@" "${how[@]}" "${here[@]}" --out "$file" -- "$base" HEAD
}

told() {  # what the review as JSON says
  python3 -I -c "import json, sys; told = json.load(open(sys.argv[1], encoding='utf-8')); print($1)" "$folder/review.json"
}

[[ $GITHUB_EVENT_NAME != pull_request_target ]] ||
  refuse 'Use pull_request: pull_request_target would hand secrets to what a pull request brings.'
case $LANGUAGE in zh-TW | en) ;; *) refuse 'lang is zh-TW or en.' ;; esac
case $FAIL_ON in
  none | problems) fail_on=() ;;
  blocker | warning) fail_on=(--fail-on "$FAIL_ON") ;;
  *) refuse 'fail-on is none, problems, blocker or warning.' ;;
esac
case $BASE in -*) refuse 'base is a commit or a branch.' ;; esac
[[ -d $PROJECT ]] || refuse 'path is not a folder of this repository.'
here=(--lang "$LANGUAGE" --project "$PROJECT")
choose_base
folder=$(mktemp -d "$RUNNER_TEMP/csp-runbooks.XXXXXX")

look check --format github "${fail_on[@]}" "${here[@]}"

changed=false high=0 file=
if [[ -n $base ]]; then
  file=$folder/review.md
  diff_to "$file" --format md --max-chars 60000           # a comment holds 65,536 characters
  diff_to "$folder/summary.md" --format md --max-chars 250000  # a summary holds 1 MiB, and Chinese is 3 bytes a character
  diff_to "$folder/review.json" --format json
  cat -- "$folder/summary.md" >>"$GITHUB_STEP_SUMMARY"
  changed=$(told 'str(told["changed"]).lower()')
  high=$(told 'int(told["summary"]["high"])')
else
  printf '::notice title=csp-runbooks::There is no earlier commit to compare with.\n'
fi

[[ $FAIL_ON != none ]] || found_problems=false
{
  printf 'changed=%s\n' "$changed"
  printf 'high=%d\n' "$high"
  printf 'failed=%s\n' "$found_problems"
  printf 'summary-file=%s\n' "$file"
} >>"$GITHUB_OUTPUT"
