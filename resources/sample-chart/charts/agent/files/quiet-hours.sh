#!/bin/sh
# quiet-hours.sh sleep|wake: pauses or wakes every Deployment with the label in $LABEL.
set -eu
note=quiet-hours.example.com/replicas

kubectl get deployments --all-namespaces --selector "$LABEL" \
    --output jsonpath='{range .items[*]}{.metadata.namespace} {.metadata.name} {.spec.replicas}{"\n"}{end}' |
    while read -r namespace name replicas; do
        case $1 in
        sleep)
            # Asleep already: the number noted before is the one to go back to.
            [ "$replicas" -gt 0 ] || continue
            kubectl --namespace "$namespace" annotate --overwrite deployment "$name" "$note=$replicas"
            kubectl --namespace "$namespace" scale deployment "$name" --replicas=0
            ;;
        wake)
            before=$(kubectl --namespace "$namespace" get deployment "$name" \
                --output jsonpath='{.metadata.annotations.quiet-hours\.example\.com/replicas}')
            [ -n "$before" ] || continue
            kubectl --namespace "$namespace" scale deployment "$name" --replicas="$before"
            kubectl --namespace "$namespace" annotate deployment "$name" "$note-"
            ;;
        esac
    done
